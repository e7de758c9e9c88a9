//! Which worlds decide the targets, and the signposts that show beforehand which way it goes.

use super::html::Html;
use crate::analysis::wording::sentence;
use crate::stats::Estimate;
use crate::study::Found;
use crate::units::Unit;

/// Signposts that are worth a watch.
const MOST_POSTS: usize = 6;

/// Writes the section; none where no target is both met and missed.
pub fn write(found: &[Found], page: &mut Html) {
    if found.is_empty() {
        return;
    }
    page.raw("<section id=\"decisive\">\n<h2>Which worlds decide, and what to watch</h2>\n");
    page.raw("<p class=\"note\">A box is the simplest set of limits on inputs that holds half of the runs ");
    page.raw("in which a target is met; a signpost is the earliest thing to be seen that moves the odds ");
    page.raw("beyond chance.</p>\n");
    for one in found {
        page.raw("<h3>").text(&one.discovery.finding()).raw("</h3>\n");
        limits(one, page);
        signposts(one, page);
    }
    page.raw("</section>\n");
}

fn limits(found: &Found, page: &mut Html) {
    let Some(first) = &found.discovery.found else { return };
    page.raw("<ul>\n");
    for (limit, stability) in first.region.limits.iter().zip(&first.stability) {
        page.raw("<li><a href=\"#input-").text(&found.discovery.names[limit.input]).raw("\">");
        page.text(&sentence(&found.discovery.limit_in_words(limit))).raw("</a> (found again in ");
        page.text(&format!("{:.0}", stability * 10.0)).raw(" of 10 refits)</li>\n");
    }
    page.raw("</ul>\n");
}

fn signposts(found: &Found, page: &mut Html) {
    let posts = &found.signposts;
    if posts.posts.is_empty() {
        page.raw("<p class=\"note\">None of the signs looked for moves its odds.</p>\n");
        return;
    }
    let share = |share: Estimate| share.digits(Unit::Share);
    page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Signposts\"><table>\n<caption>");
    page.raw("Signposts of “").text(&found.target.title).raw("”, ").text(&share(posts.base));
    page.raw(" overall</caption>\n<thead><tr><th scope=\"col\">Sign</th>");
    for head in ["odds where so", "odds where not", "seen in", "weeks ahead"] {
        page.raw("<th scope=\"col\" class=\"figure\">").raw(head).raw("</th>");
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for post in posts.posts.iter().take(MOST_POSTS) {
        page.raw("<tr><th scope=\"row\">").text(&sentence(&post.sign.words)).raw("</th>");
        let ahead = post.lead_weeks.to_string();
        for figure in [share(post.with), share(post.without), share(post.seen), ahead] {
            page.raw("<td class=\"figure\">").text(&figure).raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table></div>\n");
}
