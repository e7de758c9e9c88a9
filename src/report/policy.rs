//! What a browser may do with the page: run these scripts, use this style, and fetch nothing.

use sha2::{Digest, Sha256};

use super::base64::base64;

/// The content security policy of a page with these scripts and this style, each named by its
/// SHA-256: anything else that gets into the page is not run, and no request leaves it. Pictures
/// may be made on the spot, for downloads.
pub fn policy(scripts: &[&str], style: &str) -> String {
    let named = |text: &&str| format!(" 'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    let scripts: String = scripts.iter().map(named).collect();
    format!(
        "default-src 'none'; script-src{scripts}; style-src{}; img-src data: blob:; \
         base-uri 'none'; form-action 'none'",
        named(&style)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_named_by_its_digest() {
        // FIPS 180-2, appendix B.1: SHA-256 of "abc", in base 64.
        let said = policy(&["abc"], "abc");
        let digest = "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='";
        assert!(said.contains(&format!("script-src {digest};")), "{said}");
        assert!(said.contains(&format!("style-src {digest};")), "{said}");
        assert!(said.starts_with("default-src 'none'") && !said.contains("unsafe"), "{said}");
    }
}
