//! The reference page of the scenario language, written from its declarations.

use super::describe::{Description, Field, Kind, Once};
use super::spec::{Element, ObservedSpec, ThemeSpec};
use super::{decision_language, language, limits, sweep_language};

/// What the tables below take as known.
const NUMBERS: &str = "
## Numbers, distributions and laws

An **input** is drawn once a path: what we do not know. Write a number, `x = 5`, or a table with
exactly one of these, as in `x.percentiles = { p10 = 1, p50 = 2, p90 = 4, min = 0 }`:

| kind | parameters |
|---|---|
| `value` | the number itself |
| `percentiles` | three or more of `p10`, `p50`, `p97_5` and the like; bounds `min`, `max` where there are some |
| `normal` | `mean`, `sd` |
| `lognormal` | `median`, `p90`; or `median`, `sigma`; or `mean`, `sd` |
| `triangular`, `pert` | `low`, `mode`, `high` |
| `uniform` | `low`, `high` |
| `beta` | `alpha`, `beta`, and `low`, `high` (0 and 1 if left out) |
| `gamma` | `shape`, `mean` |
| `discrete` | `values`, `weights` |
| `empirical` | `values` |
| `poisson` | `mean` |
| `mixture` | parts by names of your choice, each a `weight` and any of the above, as in `x.mixture = { none = { weight = 0.3, value = 0 }, some = { weight = 0.7, lognormal = { median = 5, p90 = 9 } } }`; the weights sum to 1; at most 20 parts |

Beside it may stand `truncate = { min = …, max = … }`, and `source`, `confidence` (confirmed,
single-source, conflicting, derived or judgement), `note` and `as_of`. On a table around they cover
the numbers in it that have no source of their own; `source = \"\"` says that there is none.

A **law** is drawn anew each time inside a path: chance. All kinds above are laws, and so are
`exponential` (`mean`), `weibull` (`mean`, `shape`) and `lomax` (`median`, `tail`). The parameters of
these three, of `gamma` and of `lognormal` with `median` and `sigma` may be inputs themselves.

A number stands in the **unit** of its key. In quotes it may be written with a unit of its own, also among the
parameters of a distribution: `\"$27k\"`, `\"25 %\"`, `\"1.5 M\"`, `\"3 months\"`, `\"200 k/quarter\"`, `\"5 %/month\"`. It has
a number with a decimal point; then, where they apply, `k`, `M` or `B` (thousand, million, billion); `%`, `USD`, `chips`,
`H20e`, `days`, `weeks`, `months`, `quarters` or `years`; and `/week`, `a month`, `per year` and the like. It is converted
to the key's unit (a year has 365.2425 days, a month is a twelfth of it), and refused where it does not fit: no months for a
price, no percent for chips. Hazards and flows are linear in time: `\"1.2/year\"` is 0.1 a month. A key that counts
whole things (`paths`, `tier`) and parameters that are no amounts (`sigma`, `shape`, `weights`) take plain numbers, the latter percent too.

`x.dated = { 2026-01-30 = 26_000, 2026-07-01 = 24_000 }` is an input that holds each value from the week of its date until the
next; the first date is the scenario's start or earlier. Each value is a number or distribution with a source of its own; at
most 261 dates. An overlay patches single dates: `x.dated.2026-07-01 = 23_000`. What is marked \"read at the start\" or \"read
at the launch\" below is read once: it cannot be dated, and no event can change it afterwards.

A **name** has 1 to 40 lower-case letters, digits and hyphens. No number is larger than 1e15.

An overlay replaces a number, law or list as a whole; it patches a distribution only with some of
the same parameters of the same kind, also within a part of a mixture
(`x.mixture.some.lognormal.median = 6`): that is why parts have names. `remove = true`, alone in its table, takes an entry away.

## The whole file
";

/// What is said of sweep files before their tables.
const SWEEP: &str = "
# Sweep files: every table and key

What `tradeflow sweep` reads, beside scenarios.
";

/// What comes before the tables of decision files.
const DECISION: &str = "
# Decision files: every table and key

What `tradeflow decide` reads, beside scenarios. Options and levels may carry `source`, `confidence` and `note`.
";

/// What comes before the tables of files of what happened.
const OBSERVED: &str = "
# Files of what happened: every table and key

What `tradeflow backtest --observed` reads. Each entry may carry `source`, `confidence` and `note`.
";

/// What comes before the tables of theme files.
const THEME: &str = "
# Theme files: every table and key

What `--theme` reads. `extends` lays one theme over another, as in scenarios.
";

/// The page in Markdown: every table and key with its meaning, unit, range and default.
pub fn reference() -> String {
    let mut page = String::from(
        "# Scenario files: every table and key\n\n\
         This page is generated from the program's declarations; a test keeps it current.\n",
    );
    page.push_str(NUMBERS);
    table(&mut page, "", language());
    page.push_str(&limits::section());
    page.push_str(OBSERVED);
    table(&mut page, "", ObservedSpec::description());
    page.push_str(THEME);
    table(&mut page, "", ThemeSpec::description());
    page.push_str(SWEEP);
    table(&mut page, "", sweep_language());
    page.push_str(DECISION);
    table(&mut page, "", decision_language());
    page
}

fn table(page: &mut String, path: &str, description: &Description) {
    if !path.is_empty() {
        page.push_str(&format!("\n## [{path}]\n"));
    }
    page.push_str(&format!("\n{}\n\n", description.meaning()));
    page.push_str("| key | what may be written | unit | valid | if left out | meaning |\n");
    page.push_str("|---|---|---|---|---|---|\n");
    for field in description.fields {
        page.push_str(&row(field));
    }
    for field in description.fields {
        let Some(nested) = field.nested else { continue };
        let below = match field.kind {
            Kind::Tables => format!("{}.NAME", field.key),
            _ => field.key.to_owned(),
        };
        let below = if path.is_empty() { below } else { format!("{path}.{below}") };
        table(page, &below, nested());
    }
}

fn row(field: &Field) -> String {
    let once = match field.rule.once {
        Some(Once::AtStart) => ", read at the start",
        Some(Once::AtLaunch) => ", read at the launch",
        None => "",
    };
    format!(
        "| `{}` | {}{once} | {} | {} | {} | {} |\n",
        field.key,
        field.kind.name(),
        field.rule.unit.name,
        field.valid(),
        field.rule.presence.words(),
        field.meaning()
    )
}
