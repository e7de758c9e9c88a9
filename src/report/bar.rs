//! A share as a bar in a table.

use super::html::Html;

/// A bar as long as the share; an empty one for what is no number.
pub fn write(share: f64, page: &mut Html) {
    page.raw("<svg class=\"bar\" viewBox=\"0 0 100 8\" aria-hidden=\"true\">");
    page.raw("<rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"fill\" width=\"");
    page.number(if share.is_finite() { (share * 1000.0).round() / 10.0 } else { 0.0 });
    page.raw("\" height=\"8\"/></svg>");
}
