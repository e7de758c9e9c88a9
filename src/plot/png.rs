//! A chart's SVG as a PNG at twice its size, with the embedded font and no other.

use std::sync::{Arc, OnceLock};

use resvg::{tiny_skia, usvg};

use super::font::{REGULAR, SEMIBOLD};

/// Pixels of the picture for one of the SVG.
const SCALE: f32 = 2.0;

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PlotError {
    #[error("the SVG cannot be read: {0}")]
    Svg(#[from] usvg::Error),
    #[error("a picture of {width} × {height} pixels cannot be held in memory")]
    Size { width: u32, height: u32 },
    #[error("the picture cannot be encoded: {0}")]
    Encode(String),
}

/// The SVG read with the embedded font.
///
/// # Errors
/// [`PlotError::Svg`] if it is not an SVG document.
pub(super) fn tree(svg: &str) -> Result<usvg::Tree, PlotError> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let fontdb = FONTS.get_or_init(|| {
        let mut fonts = usvg::fontdb::Database::new();
        fonts.load_font_source(usvg::fontdb::Source::Binary(Arc::new(REGULAR)));
        fonts.load_font_source(usvg::fontdb::Source::Binary(Arc::new(SEMIBOLD)));
        Arc::new(fonts)
    });
    let options = usvg::Options { fontdb: fontdb.clone(), ..usvg::Options::default() };
    Ok(usvg::Tree::from_str(svg, &options)?)
}

/// The PNG of an SVG at twice its size.
///
/// # Errors
/// If the text is not an SVG document or the picture does not fit in memory.
pub fn png(svg: &str) -> Result<Vec<u8>, PlotError> {
    let tree = tree(svg)?;
    let size = tree.size();
    let (width, height) =
        ((size.width() * SCALE).ceil() as u32, (size.height() * SCALE).ceil() as u32);
    let mut picture =
        tiny_skia::Pixmap::new(width, height).ok_or(PlotError::Size { width, height })?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| PlotError::Encode(error.to_string()))
}
