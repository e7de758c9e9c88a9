//! The assumption register: every number and law of the scenario, with where it comes from.

use super::drivers::Drivers;
use super::html::Html;
use super::sketch;
use crate::analysis::sensitivity::short_name;
use crate::analysis::wording::sentence;
use crate::scenario::RegisterEntry;

/// Writes the section: what varies first, in the order of the file; then what is fixed.
pub fn write(register: &[RegisterEntry], drivers: &Drivers, page: &mut Html) {
    let (varying, fixed): (Vec<_>, Vec<_>) = register.iter().partition(|entry| entry.varies());
    page.raw("<section id=\"register\">\n<h2>Assumptions</h2>\n<p class=\"note\">An input is drawn once ");
    page.raw(
        "a run: it is what we do not know. A law is drawn anew each time inside a run: it is ",
    );
    page.raw("chance. The small pictures run from the 1st to the 99th percentile.</p>\n");
    for (title, list, open) in
        [("Uncertain inputs, and laws", &varying, true), ("Fixed numbers", &fixed, false)]
    {
        if list.is_empty() {
            continue;
        }
        page.raw(if open { "<details open><summary>" } else { "<details><summary>" });
        page.raw(title).raw(" (").number(list.len() as u32).raw(")</summary>\n");
        page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"").raw(title);
        page.raw("\"><table class=\"register\">\n<thead><tr><th scope=\"col\">Assumption</th>");
        page.raw("<th scope=\"col\">Value</th><th scope=\"col\">Source</th>");
        page.raw("<th scope=\"col\">Confidence</th></tr></thead>\n<tbody>\n");
        for entry in list {
            row(entry, drivers, page);
        }
        page.raw("</tbody>\n</table></div></details>\n");
    }
    page.raw("</section>\n");
}

fn row(entry: &RegisterEntry, drivers: &Drivers, page: &mut Html) {
    page.raw("<tr id=\"input-").text(&entry.path).raw("\"><th scope=\"row\">");
    page.text(&sentence(&short_name(&entry.path)));
    page.raw("<code>").text(&entry.path).raw("</code>");
    if !entry.meaning.is_empty() {
        page.raw("<span class=\"meaning\">").text(&entry.meaning).raw("</span>");
    }
    page.raw("</th><td>").text(&entry.value);
    if !entry.unit.is_empty() {
        page.raw(" <span class=\"unit\">").text(entry.unit).raw("</span>");
    }
    if entry.is_law() {
        page.raw(" <span class=\"law\">chance</span>");
    }
    if let Some(drawn) = entry.sketch(sketch::BINS) {
        sketch::write(&drawn, page);
    }
    if drivers.holds(&entry.path) {
        page.raw("<a class=\"to-driver\" href=\"#driver-").text(&entry.path);
        page.raw("\">what it moves<span class=\"unseen\">: ").text(&short_name(&entry.path));
        page.raw("</span></a>");
    }
    page.raw("</td><td>").text(entry.source.as_deref().unwrap_or("not given"));
    if let Some(as_of) = &entry.as_of {
        page.raw(" <span class=\"as-of\">as of ").text(as_of).raw("</span>");
    }
    if let Some(note) = &entry.note {
        page.raw("<span class=\"meaning\">").text(note).raw("</span>");
    }
    page.raw("</td><td>").text(entry.confidence.as_deref().unwrap_or("not given"));
    page.raw("</td></tr>\n");
}
