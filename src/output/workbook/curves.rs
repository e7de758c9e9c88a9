//! The numbers behind the fan and the exceedance curve, and the native charts of them.

use rust_xlsxwriter::{
    Chart, ChartAxisDateUnitType, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color, XlsxError,
};

use super::sheet::{INK, Sheet};
use crate::analysis::exceedance::Exceedance;
use crate::analysis::fan::Fan;
use crate::analysis::likelihood::likelihood;
use crate::units::Unit;

/// The bands of a fan from the lowest up: their heads and colours; the first is the empty foot.
const BANDS: [(&str, Option<u32>); 6] = [
    ("chart: P5", None),
    ("P5 to P10", Some(0xD6_E4_F5)),
    ("P10 to P25", Some(0xA9_C8_EB)),
    ("P25 to P75", Some(0x6F_A5_DC)),
    ("P75 to P90", Some(0xA9_C8_EB)),
    ("P90 to P95", Some(0xD6_E4_F5)),
];
/// The edges of the bands among the seven quantiles: P5, P10, P25, P75, P90, P95.
const EDGES: [usize; 6] = [0, 1, 2, 4, 5, 6];
const CURVE: Color = Color::RGB(0x1F_5F_A8);
const FAINT: Color = Color::RGB(0x8A_9B_B5);
const MARK: Color = Color::RGB(0xC4_4E_1C);

/// The weeks of a fan: quantiles and mean with its error, and the heights of the bands.
pub(super) fn fan_sheet(name: &str, fan: &Fan) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new(name)?;
    let unit = fan.subject.unit;
    sheet.widths(&[14.0])?;
    for column in 1..17 {
        sheet.inner.set_column_width(column, 15.0)?;
    }
    let mut head = vec!["week ending", "P5", "P10", "P25", "P50", "P75", "P90", "P95"];
    head.extend(["mean", "± error", "P(zero)"]);
    head.extend(BANDS.map(|(name, _)| name));
    sheet.head(&head)?;
    for (week, quantiles) in fan.quantiles.iter().enumerate() {
        sheet.date(0, fan.calendar.last_day(week))?;
        for (place, value) in quantiles.iter().enumerate() {
            sheet.amount(1 + place as u16, unit, *value)?;
        }
        sheet.estimate(8, unit, fan.means.get(week).copied())?;
        if let Some(share) = fan.zero_shares.get(week) {
            sheet.amount(10, Unit::Share, *share)?;
        }
        let mut below = 0.0;
        for (place, edge) in EDGES.into_iter().enumerate() {
            sheet.amount(11 + place as u16, unit, quantiles[edge] - below)?;
            below = quantiles[edge];
        }
        sheet.row += 1;
    }
    sheet.keep_head(head.len() as u16, 1)?;
    Ok(sheet)
}

/// The fan: stacked bands, the median as a line over them.
pub(super) fn fan_chart(name: &str, fan: &Fan) -> Chart {
    let last = fan.quantiles.len() as u32;
    let mut chart = Chart::new(ChartType::AreaStacked);
    for (place, (band, colour)) in BANDS.into_iter().enumerate() {
        let column = 11 + place as u16;
        let mut format = ChartFormat::new();
        match colour {
            Some(colour) => {
                format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)))
            }
            None => format.set_no_fill(),
        };
        format.set_no_line();
        chart
            .add_series()
            .set_name(band)
            .set_categories((name, 1, 0, last, 0))
            .set_values((name, 1, column, last, column))
            .set_format(&mut format);
    }
    let mut median = Chart::new(ChartType::Line);
    median
        .add_series()
        .set_name("median")
        .set_categories((name, 1, 0, last, 0))
        .set_values((name, 1, 4, last, 4))
        .set_format(&mut line(INK, 2.5));
    chart.combine(&median);
    // The foot is no band.
    chart.legend().delete_entries(&[0]);
    dress(&mut chart, &fan.finding());
    chart.x_axis().set_date_axis(true).set_num_format("mmm yy").set_major_unit(3);
    chart.x_axis().set_major_unit_date_type(ChartAxisDateUnitType::Months);
    let noun = format!("{}, cumulative", fan.subject.noun);
    chart.y_axis().set_name(&noun).set_num_format(axis_format(fan.subject.unit)).set_min(0);
    chart
}

/// The curve with its 95% interval, and the targets beside it.
pub(super) fn exceedance_sheet(name: &str, curve: &Exceedance) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new(name)?;
    let unit = curve.subject.unit;
    sheet.widths(&[20.0, 14.0, 12.0, 12.0, 18.0, 4.0, 56.0, 20.0, 14.0, 12.0, 14.0])?;
    sheet.head(&[
        "more than",
        "share of runs",
        "95% from",
        "95% to",
        "in words",
        "",
        "target",
        "at least",
        "share of runs",
        "± error",
        "by",
    ])?;
    for point in &curve.points {
        sheet.amount(0, unit, point.amount)?;
        for (place, share) in [point.probability, point.low, point.high].into_iter().enumerate() {
            sheet.amount(1 + place as u16, Unit::Share, share)?;
        }
        sheet.text(4, likelihood(point.probability))?;
        sheet.row += 1;
    }
    let last = sheet.row;
    sheet.row = 1;
    for target in &curve.targets {
        sheet.text(6, &target.title)?;
        sheet.amount(7, unit, target.at_least)?;
        sheet.estimate(8, Unit::Share, Some(target.probability))?;
        if let Some(by) = target.by {
            sheet.date(10, by)?;
        }
        sheet.row += 1;
    }
    sheet.row = last.max(sheet.row);
    sheet.inner.set_freeze_panes(1, 0)?;
    sheet.inner.set_repeat_rows(0, 0)?;
    Ok(sheet)
}

/// P(more than x) against x, the interval as thin lines, targets as marks.
pub(super) fn exceedance_chart(name: &str, curve: &Exceedance) -> Chart {
    let last = curve.points.len() as u32;
    let mut chart = Chart::new(ChartType::ScatterStraight);
    let lines =
        [("95% interval", 2, FAINT, 0.75), ("", 3, FAINT, 0.75), ("share of runs", 1, CURVE, 2.5)];
    for (title, column, colour, width) in lines {
        chart
            .add_series()
            .set_name(title)
            .set_categories((name, 1, 0, last, 0))
            .set_values((name, 1, column, last, column))
            .set_format(&mut line(colour, width));
    }
    if !curve.targets.is_empty() {
        let last = curve.targets.len() as u32;
        let mut marker = ChartMarker::new();
        let fill = ChartSolidFill::new().set_color(MARK).clone();
        let mut filled = ChartFormat::new();
        filled.set_solid_fill(&fill).set_no_line();
        marker.set_type(ChartMarkerType::Diamond).set_size(10).set_format(&mut filled);
        chart
            .add_series()
            .set_name("targets")
            .set_categories((name, 1, 7, last, 7))
            .set_values((name, 1, 8, last, 8))
            .set_format(ChartFormat::new().set_no_line())
            .set_marker(&marker);
    }
    // Both ends of the interval look alike: one entry is enough.
    chart.legend().delete_entries(&[1]);
    dress(&mut chart, &curve.finding());
    let noun = format!("more than so much {}", curve.subject.noun);
    let x = chart.x_axis();
    x.set_name(&noun).set_num_format(axis_format(curve.subject.unit));
    if let (Some(first), Some(end)) = (curve.points.first(), curve.points.last()) {
        x.set_min(first.amount).set_max(end.amount);
    }
    if curve.log {
        x.set_log_base(10);
    }
    chart.y_axis().set_name("share of runs").set_num_format("0%").set_min(0).set_max(1);
    chart.y_axis().set_crossing(rust_xlsxwriter::ChartAxisCrossing::Min);
    chart
}

/// Mean revenue by quarter as columns.
pub(super) fn quarters_chart(name: &str, rows: u32, title: &str) -> Chart {
    let mut chart = Chart::new(ChartType::Column);
    chart
        .add_series()
        .set_name("mean")
        .set_categories((name, 1, 0, rows, 0))
        .set_values((name, 1, 7, rows, 7))
        .set_gap(60)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(CURVE)));
    dress(&mut chart, title);
    chart.legend().set_hidden();
    chart.y_axis().set_name("gross revenue, mean").set_num_format(axis_format(Unit::Usd));
    chart
}

fn line(colour: Color, width: f64) -> ChartFormat {
    let mut line = ChartLine::new();
    line.set_color(colour).set_width(width).set_dash_type(ChartLineDashType::Solid);
    ChartFormat::new().set_line(&line).clone()
}

/// The size, title, legend and grid that all charts share.
fn dress(chart: &mut Chart, title: &str) {
    let mut large = ChartFont::new();
    large.set_size(13).set_bold().set_color(INK);
    chart.title().set_name(title).set_font(&large);
    chart.set_width(1040).set_height(520);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    let mut grid = ChartLine::new();
    grid.set_color(Color::RGB(0xD9_DD_E5)).set_width(0.5);
    chart.y_axis().set_major_gridlines_line(&grid);
}

/// K, M and B along an axis.
fn axis_format(unit: Unit) -> &'static str {
    match unit {
        Unit::Usd => "[>=1000000000]$0.0,,,\"B\";[>=1000000]$0,,\"M\";$#,##0",
        Unit::Share => "0%",
        Unit::Chips | Unit::H20e | Unit::Weeks | Unit::Count => {
            "[>=1000000]0.0,,\"M\";[>=1000]0,\"K\";0"
        }
    }
}
