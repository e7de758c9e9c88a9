//! `summary.md`: the answer of a run for a pull request or a mail, in the words of the terminal.

use super::markdown::{Page, code, escaped};
use super::provenance::Provenance;
use crate::analysis::sensitivity::{GivenData, short_name};
use crate::analysis::wording::grouped;
use crate::analysis::{Answer, Drawn, WorldsAnswer};

/// Drivers that are named for one metric.
const MOST_DRIVERS: usize = 5;
/// How the figures are to be read.
const READING: &str = "9 runs in 10 are at or above P10, 9 at or below P90. ± is one standard error of the simulation, \
     not the spread of outcomes; no figure has more digits than it allows. Lowest 5%: the mean of the \
     lowest twentieth of runs. P(zero): the share of runs in which it is exactly zero.";

/// The text of `summary.md`: headlines, targets, the main metrics, what goes with the outcome, and
/// what made it. Figures are rounded as on the terminal.
pub fn summary_md(
    answer: &Answer,
    drivers: &[GivenData],
    drawn: &Drawn,
    provenance: &Provenance<'_>,
) -> Vec<u8> {
    let mut page = Page::default();
    page.heading(1, &escaped(&answer.title));
    page.paragraph(&escaped(&answer.subtitle));
    page.list(pairs(&answer.headlines));
    if let Some(precision) = &answer.precision {
        page.heading(2, "Precision");
        page.paragraph(&format!("{}.", escaped(&precision.heading)));
        page.list(pairs(&precision.lines));
    }
    if !answer.targets.is_empty() {
        page.heading(2, "Targets");
        let rows: Vec<Vec<String>> = answer
            .targets
            .iter()
            .map(|target| {
                vec![
                    escaped(&target.title),
                    escaped(&target.probability),
                    target.likelihood.to_owned(),
                ]
            })
            .collect();
        page.table(&["target", "share of runs", "in words"], &rows, &[0, 1, 2]);
    }
    page.heading(2, "Over the whole horizon");
    let rows: Vec<Vec<String>> = answer
        .metrics
        .iter()
        .map(|line| {
            let figures = line.quantiles.iter().chain([&line.mean, &line.expected_shortfall]);
            let figures = figures.chain([&line.p_zero]).map(|text| escaped(text));
            [code(&line.name)].into_iter().chain(figures).collect()
        })
        .collect();
    page.table(
        &[
            "metric",
            "P5",
            "P10",
            "P25",
            "P50",
            "P75",
            "P90",
            "P95",
            "mean ± error",
            "lowest 5%",
            "P(zero)",
        ],
        &rows,
        &[0],
    );
    page.paragraph(READING);
    for remark in answer.roughness.iter().chain(&answer.kept) {
        page.paragraph(&format!("{}.", escaped(remark)));
    }
    for given in drivers {
        page_of_drivers(&mut page, given);
    }
    page.heading(2, "What made it");
    page.paragraph(&format!("Inputs: {}.", escaped(&drawn.finding())));
    page.paragraph(&made_by(provenance));
    page.into_bytes()
}

/// The text of `summary.md` of a scenario with worlds: the joint answer. `findings` say of each
/// world's inputs whether they were drawn as asked.
pub fn worlds_md(
    answer: &WorldsAnswer,
    findings: &[(&str, String)],
    provenance: &Provenance<'_>,
) -> Vec<u8> {
    let mut page = Page::default();
    page.heading(1, &escaped(&answer.title));
    page.paragraph(&escaped(&answer.subtitle));
    for block in &answer.blocks {
        page.heading(2, &escaped(&block.heading));
        page.list(pairs(&block.lines));
    }
    if !answer.targets.is_empty() {
        page.heading(2, "Targets");
        page.list(pairs(&answer.targets));
        page.paragraph("Below, above: no run or every run meets it; 95% sure.");
    }
    page.heading(2, "What made it");
    let closing: Vec<String> = answer.closing.iter().map(|line| escaped(line)).collect();
    page.paragraph(&closing.join("\n"));
    page.list(
        findings
            .iter()
            .map(|(title, finding)| (format!("Inputs of {}", escaped(title)), escaped(finding))),
    );
    page.paragraph(&made_by(provenance));
    page.into_bytes()
}

fn pairs(lines: &[(String, String)]) -> impl Iterator<Item = (String, String)> + '_ {
    lines.iter().map(|(what, text)| (escaped(what), escaped(text)))
}

/// The inputs with which a metric goes most.
fn page_of_drivers(page: &mut Page, given: &GivenData) {
    let subject = &given.subject;
    page.heading(2, &escaped(&format!("What goes with {} {}", subject.noun, subject.when)));
    page.paragraph(&format!("{}.", escaped(&given.finding())));
    let rows: Vec<Vec<String>> = given
        .real()
        .take(MOST_DRIVERS)
        .map(|input| {
            vec![
                escaped(&short_name(&input.path)),
                subject.amount(input.low.mean),
                subject.amount(input.high.mean),
                input.swing.digits(subject.unit),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let header = ["input", "mean, input low", "mean, input high", "difference ± error"];
        page.table(&header, &rows, &[0]);
        page.paragraph(
            "Low, high: the tenth of runs with the lowest and the highest values of the input.",
        );
    }
}

/// The run's id, the command, the scenarios by name and digest, and what was set.
pub(super) fn made_by(provenance: &Provenance<'_>) -> String {
    let mut lines = vec![format!(
        "run {} of {}: `{}`, {} paths, seed {}",
        code(provenance.run),
        Provenance::program(),
        provenance.command,
        grouped(provenance.paths),
        provenance.seed
    )];
    for scenario in provenance.scenarios {
        lines.push(format!("scenario {}, SHA-256 {}", code(&scenario.name), code(&scenario.hash)));
    }
    if !provenance.overrides.is_empty() {
        let sets: Vec<String> = provenance.overrides.iter().map(|set| code(set)).collect();
        lines.push(format!("set on the command line: {}", sets.join(", ")));
    }
    lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}
