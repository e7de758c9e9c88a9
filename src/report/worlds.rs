//! The worlds of a scenario side by side: each kept apart, and together only where they have weights.

use super::html::Html;
use crate::analysis::WorldsAnswer;
use crate::analysis::worlds::Worlds;

/// Writes what stands before the charts of the section. `told` is the title of the world that the rest
/// of the page tells.
pub fn write(worlds: &Worlds, told: &str, page: &mut Html) {
    let answer = WorldsAnswer::new(worlds);
    page.raw("<p class=\"note\">")
        .text(&answer.subtitle)
        .raw(". All other sections tell the world “");
    page.text(told).raw("”.</p>\n");
    for block in &answer.blocks {
        page.raw("<h3 class=\"pair\">")
            .text(&block.heading)
            .raw("</h3>\n<dl class=\"headlines\">\n");
        for (world, sentence) in &block.lines {
            page.raw("<div><dt>").text(world).raw("</dt><dd>").text(sentence).raw("</dd></div>\n");
        }
        page.raw("</dl>\n");
    }
    if !answer.targets.is_empty() {
        page.raw("<h3 class=\"pair\">Targets</h3>\n<dl class=\"headlines\">\n");
        for (title, odds) in &answer.targets {
            page.raw("<div><dt>").text(title).raw("</dt><dd>").text(odds).raw("</dd></div>\n");
        }
        page.raw("</dl>\n");
    }
    for line in &answer.closing {
        page.raw("<p class=\"note\">").text(line).raw("</p>\n");
    }
}
