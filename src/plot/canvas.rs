//! The sheet every chart is drawn on: 16 by 9 on a fine grid, text with measured width.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};

use super::font::{self, FAMILIES, Weight};
use super::theme::{Colour, Theme};

/// plotters draws at whole numbers; so many of them make a pixel.
pub(super) const GRID: f64 = 8.0;
/// plotters has no dashes: lines of this width, which no other line has, are given them at the end.
const DASHED_WIDTH: u32 = 13;
/// A point, in pixels from the upper left corner.
pub type Point = (f64, f64);

/// Which part of a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A text and how it is set; its point is on the baseline.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    pub text: &'a str,
    pub size: f64,
    pub weight: Weight,
    pub colour: Colour,
    pub anchor: Anchor,
}

impl<'a> Text<'a> {
    /// Regular text that starts at its point.
    pub fn new(text: &'a str, size: f64, colour: Colour) -> Self {
        Self { text, size, weight: Weight::Regular, colour, anchor: Anchor::Start }
    }

    pub fn strong(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    pub fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// The width in pixels.
    pub fn width(&self) -> f64 {
        font::width(self.text, self.size, self.weight)
    }
}

/// A sheet that is being drawn on.
pub struct Canvas<'a> {
    backend: SVGBackend<'a>,
    pub theme: &'a Theme,
    /// The width of each text, in the order of drawing.
    widths: Vec<f64>,
}

/// The backend writes to a string.
const CANNOT_FAIL: &str = "drawing cannot fail because the backend writes to a string";

impl Canvas<'_> {
    /// Whole grid points, held near the sheet whatever the data.
    fn grid(&self, (x, y): Point) -> (i32, i32) {
        let place = |v: f64, most: f64| (v.clamp(-most, 2.0 * most) * GRID).round() as i32;
        (place(x, self.theme.wide()), place(y, self.theme.high()))
    }

    fn stroke(colour: RGBAColor, width: f64) -> ShapeStyle {
        ShapeStyle { color: colour, filled: false, stroke_width: (width * GRID).round() as u32 }
    }

    fn fill(colour: RGBAColor) -> ShapeStyle {
        ShapeStyle { color: colour, filled: true, stroke_width: 0 }
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, colour: &impl Color, width: f64) {
        let style = Self::stroke(colour.to_rgba(), width);
        let (from, to) = (self.grid(from), self.grid(to));
        self.backend.draw_line(from, to, &style).expect(CANNOT_FAIL);
    }

    /// A straight line of dashes, one and a half pixels wide.
    pub fn dashes(&mut self, from: Point, to: Point, colour: &impl Color) {
        let style =
            ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: DASHED_WIDTH };
        let (from, to) = (self.grid(from), self.grid(to));
        self.backend.draw_line(from, to, &style).expect(CANNOT_FAIL);
    }

    /// A line through points.
    pub fn path(&mut self, points: &[Point], colour: &impl Color, width: f64) {
        if points.len() < 2 {
            return;
        }
        let style = Self::stroke(colour.to_rgba(), width);
        let points: Vec<_> = points.iter().map(|&p| self.grid(p)).collect();
        self.backend.draw_path(points, &style).expect(CANNOT_FAIL);
    }

    /// A filled shape.
    pub fn shape(&mut self, points: &[Point], colour: &impl Color) {
        if points.len() < 3 {
            return;
        }
        let style = Self::fill(colour.to_rgba());
        let points: Vec<_> = points.iter().map(|&p| self.grid(p)).collect();
        self.backend.fill_polygon(points, &style).expect(CANNOT_FAIL);
    }

    /// The shape between two lines given from left to right.
    pub fn band(&mut self, upper: &[Point], lower: &[Point], colour: &impl Color) {
        let outline: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
        self.shape(&outline, colour);
    }

    /// A filled rectangle between two corners.
    pub fn rectangle(&mut self, (x0, y0): Point, (x1, y1): Point, colour: &impl Color) {
        let from = self.grid((x0.min(x1), y0.min(y1)));
        let to = self.grid((x0.max(x1), y0.max(y1)));
        let style = Self::fill(colour.to_rgba());
        self.backend.draw_rect(from, to, &style, true).expect(CANNOT_FAIL);
    }

    /// A filled disc.
    pub fn disc(&mut self, centre: Point, radius: f64, colour: &impl Color) {
        let style = Self::fill(colour.to_rgba());
        let radius = (radius * GRID).round() as u32;
        let centre = self.grid(centre);
        self.backend.draw_circle(centre, radius, &style, true).expect(CANNOT_FAIL);
    }

    /// A text with its baseline at a point.
    pub fn text(&mut self, text: &Text<'_>, at: Point) {
        if text.text.trim().is_empty() {
            return;
        }
        // plotters divides sizes by this when it writes them.
        const PLOTTERS_SIZE: f64 = 1.24;
        let family = FontFamily::Name(font::family(text.weight));
        let font = FontDesc::new(family, text.size * GRID * PLOTTERS_SIZE, FontStyle::Normal);
        let h_pos = match text.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = TextStyle::from(font).color(&text.colour).pos(Pos::new(h_pos, VPos::Bottom));
        // XML has no way to write control characters.
        let clean = text.text.replace(char::is_control, " ");
        let at = self.grid(at);
        self.backend.draw_text(&clean, &style, at).expect(CANNOT_FAIL);
        self.widths.push(text.width());
    }

    /// A text with the middle of its capitals at a point's height.
    pub fn text_beside(&mut self, text: &Text<'_>, (x, y): Point) {
        self.text(text, (x, y + middle(text.size)));
    }

    /// A row's label no wider than `room`, its middle at a point's height: on two lines where it is longer and rows, so far
    /// apart, leave room for two.
    pub fn label_beside(&mut self, text: &Text<'_>, (room, pitch): (f64, f64), (x, y): Point) {
        let line = 1.15 * text.size;
        let most = if pitch > 2.2 * line { 2 } else { 1 };
        let lines = font::wrap(text.text, text.size, text.weight, room, most);
        let top = y - line * (lines.len() as f64 - 1.0) / 2.0;
        for (index, part) in lines.iter().enumerate() {
            let text = Text { text: part, ..text.clone() };
            self.text_beside(&text, (x, top + line * index as f64));
        }
    }
}

/// From the middle of the capitals of this size of text down to the baseline.
pub fn middle(size: f64) -> f64 {
    const CAPITALS: f64 = 1490.0 / 2048.0;
    size * CAPITALS / 2.0
}

/// Draws one picture. `title` and `description` are read out to those who cannot see it.
pub fn draw(
    theme: &Theme,
    title: &str,
    description: &str,
    paint: impl FnOnce(&mut Canvas<'_>),
) -> String {
    font::register();
    let mut raw = String::new();
    let (wide, high) = (theme.wide(), theme.high());
    let backend = SVGBackend::with_string(&mut raw, ((wide * GRID) as u32, (high * GRID) as u32));
    let mut canvas = Canvas { backend, theme, widths: Vec::new() };
    canvas.rectangle((0.0, 0.0), (wide, high), &theme.paper);
    paint(&mut canvas);
    canvas.backend.present().expect(CANNOT_FAIL);
    let widths = std::mem::take(&mut canvas.widths);
    drop(canvas);
    finish(&raw, theme, &widths, (title, description))
}

/// Replaces what plotters cannot write: the head with the view box and the words for screen
/// readers, font families with fallbacks and weight, and offsets from the baseline.
fn finish(raw: &str, theme: &Theme, widths: &[f64], (title, description): (&str, &str)) -> String {
    let (wide, high) = (theme.wide() * GRID, theme.high() * GRID);
    let (width, height) = (theme.width, theme.width * 9.0 / 16.0);
    let body = raw.split_once('>').map_or("", |(_, rest)| rest);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {wide} {high}\" role=\"img\" stroke-linejoin=\"round\">\n<title>{}</title>\n<desc>{}</desc>",
        escape(title),
        escape(description)
    );
    let fallbacks = "Inter, 'Helvetica Neue', Helvetica, Arial, sans-serif";
    let fallbacks = match &theme.font {
        Some(font) => format!("'{}', {fallbacks}", escape(font)),
        None => fallbacks.to_owned(),
    };
    let [regular, semibold] = FAMILIES.map(|family| format!("font-family=\"{family}\""));
    let dashed = format!("stroke-width=\"{DASHED_WIDTH}\"");
    let body = body
        .replace(&regular, &format!("font-family=\"{fallbacks}\""))
        .replace(&semibold, &format!("font-family=\"{fallbacks}\" font-weight=\"600\""))
        .replace(" dy=\"-0.5ex\"", "")
        .replace(&dashed, "stroke-width=\"12\" stroke-dasharray=\"48 40\"")
        .replace(" opacity=\"1\"", "")
        // An element's own opacity makes the renderer set up a layer for it, ten times as slow.
        .replace("<line opacity", "<line stroke-opacity")
        .replace("<polyline fill=\"none\" opacity", "<polyline fill=\"none\" stroke-opacity")
        .replace(" opacity=", " fill-opacity=")
        .replace(" \"/>", "\"/>");
    match theme.font {
        Some(_) => svg.push_str(&held(&body, widths)),
        None => svg.push_str(&body),
    }
    svg
}

/// The drawing with each text held to the width that it was measured with, so that another font
/// leaves every word its place.
fn held(body: &str, widths: &[f64]) -> String {
    let mut widths = widths.iter();
    let mut pieces = body.split("<text ");
    let mut held = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let wide = widths.next().map_or(0.0, |wide| wide * GRID);
        held.push_str(&format!(
            "<text textLength=\"{wide:.0}\" lengthAdjust=\"spacingAndGlyphs\" {piece}"
        ));
    }
    held
}

/// The text with the characters that mean something in XML written out, and without control
/// characters, which XML cannot hold.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
