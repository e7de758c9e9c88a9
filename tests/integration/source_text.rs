//! A Rust file as the house rules see it: its paths from the crate's root, without comments,
//! strings and tests.

/// What one file says.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// (line from 1, path from the crate's root), as (7, ["model", "State"]).
    pub crate_paths: Vec<(usize, Vec<String>)>,
    /// (line from 1, crate), for each path that begins with a name that is not a keyword.
    pub first_names: Vec<(usize, String)>,
    /// Names of `#[cfg(test)] mod name;`: files of tests.
    pub test_files: Vec<String>,
    /// Lines that are not blank and not in a test.
    pub lines: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    /// `::`
    Colons,
    Sign(char),
}

impl SourceText {
    /// Reads a file whose module is `module`: ["engine", "batch"] for `src/engine/batch.rs`.
    pub fn read(module: &[String], text: &str) -> Self {
        let mut code: Vec<char> = without_comments_and_strings(text);
        let test_files = blank_tests(&mut code);
        let in_test: Vec<bool> = code.split(|c| *c == '\n').map(|l| l.contains(&TEST)).collect();
        let lines = text
            .lines()
            .zip(in_test.into_iter().chain(std::iter::repeat(false)))
            .filter(|(line, in_test)| !line.trim().is_empty() && !in_test)
            .count();
        let tokens = tokens(&code);
        let mut crate_paths = Vec::new();
        let mut first_names = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let starts = at == 0 || tokens[at - 1].1 != Token::Colons;
            match &tokens[at].1 {
                Token::Name(name)
                    if starts && matches!(name.as_str(), "crate" | "super" | "self") =>
                {
                    at = walk(&tokens, at, module.to_vec(), module, &mut crate_paths);
                    continue;
                }
                Token::Name(name) if starts && is(&tokens, at + 1, &Token::Colons) => {
                    first_names.push((tokens[at].0, name.clone()));
                }
                _ => {}
            }
            at += 1;
        }
        Self { crate_paths, first_names, test_files, lines }
    }
}

fn is(tokens: &[(usize, Token)], at: usize, token: &Token) -> bool {
    tokens.get(at).is_some_and(|(_, found)| found == token)
}

/// Follows one path, or every branch of a group, and returns where it ends.
fn walk(
    tokens: &[(usize, Token)],
    mut at: usize,
    mut path: Vec<String>,
    module: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let line = tokens.get(at).map_or(0, |(line, _)| *line);
    loop {
        match tokens.get(at).map(|(_, token)| token) {
            Some(Token::Name(name)) => match name.as_str() {
                "crate" => path.clear(),
                "super" => {
                    path.pop();
                }
                "self" => {}
                name => path.push(name.to_owned()),
            },
            Some(Token::Sign('{')) => {
                at += 1;
                while at < tokens.len() && !is(tokens, at, &Token::Sign('}')) {
                    let end = walk(tokens, at, path.clone(), module, found);
                    // What is neither a name nor a comma, as in `a as b`, is stepped over.
                    at = end.max(at + 1);
                    while at < tokens.len()
                        && !is(tokens, at, &Token::Sign(','))
                        && !is(tokens, at, &Token::Sign('}'))
                    {
                        at += 1;
                    }
                    if is(tokens, at, &Token::Sign(',')) {
                        at += 1;
                    }
                }
                return at + 1;
            }
            _ => return at,
        }
        at += 1;
        if !is(tokens, at, &Token::Colons) {
            if path.as_slice() != module {
                found.push((line, path));
            }
            return at;
        }
        at += 1;
    }
}

fn tokens(code: &[char]) -> Vec<(usize, Token)> {
    let mut list = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < code.len() {
        let c = code[at];
        if c == '\n' {
            line += 1;
        }
        if c.is_alphanumeric() || c == '_' {
            let end = (at..code.len())
                .find(|&i| !(code[i].is_alphanumeric() || code[i] == '_'))
                .unwrap_or(code.len());
            list.push((line, Token::Name(code[at..end].iter().collect())));
            at = end;
            continue;
        }
        if c == ':' && code.get(at + 1) == Some(&':') {
            list.push((line, Token::Colons));
            at += 2;
            continue;
        }
        if !c.is_whitespace() && c != TEST {
            list.push((line, Token::Sign(c)));
        }
        at += 1;
    }
    list
}

/// Stands for a character of a test.
const TEST: char = '\u{1}';

/// Blanks every item under `#[cfg(test)]`, and returns the names of those that are files.
fn blank_tests(code: &mut [char]) -> Vec<String> {
    let mark: Vec<char> = "#[cfg(test)]".chars().collect();
    let mut files = Vec::new();
    let mut at = 0;
    while at + mark.len() <= code.len() {
        if code[at..at + mark.len()] != mark[..] {
            at += 1;
            continue;
        }
        let mut depth = 0;
        let mut end = at + mark.len();
        while end < code.len() {
            match code[end] {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            end += 1;
            if depth == 0 && matches!(code[end - 1], ';' | '}') {
                break;
            }
        }
        let item: String = code[at + mark.len()..end].iter().collect();
        if let Some(name) = item.trim_end().strip_suffix(';').and_then(|i| i.rsplit_once("mod ")) {
            files.push(name.1.trim().to_owned());
        }
        for c in code[at..end].iter_mut().filter(|c| **c != '\n') {
            *c = TEST;
        }
        at = end;
    }
    files
}

/// The text with every character of a comment or a string made a space, line ends kept.
fn without_comments_and_strings(text: &str) -> Vec<char> {
    let mut code: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < code.len() {
        let end = match (code[at], code.get(at + 1)) {
            ('/', Some('/')) => find(&code, at, &['\n']),
            ('/', Some('*')) => block_comment(&code, at),
            ('r', Some('"' | '#')) if !at.checked_sub(1).is_some_and(|i| in_name(code[i])) => {
                raw_string(&code, at)
            }
            ('"', _) => quoted(&code, at, '"'),
            // A character, not a lifetime: 'x' or '\…'.
            ('\'', Some('\\')) => quoted(&code, at, '\''),
            ('\'', Some(_)) if code.get(at + 2) == Some(&'\'') => at + 3,
            _ => {
                at += 1;
                continue;
            }
        };
        let end = end.max(at + 1).min(code.len());
        for c in code[at..end].iter_mut().filter(|c| **c != '\n') {
            *c = ' ';
        }
        at = end;
    }
    code
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where `wanted` next begins, or the end.
fn find(code: &[char], from: usize, wanted: &[char]) -> usize {
    (from..code.len()).find(|&i| code[i..].starts_with(wanted)).unwrap_or(code.len())
}

fn block_comment(code: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < code.len() {
        if code[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if code[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The end of a raw string; of the letter alone where it begins none, as in `r#type`.
fn raw_string(code: &[char], from: usize) -> usize {
    let hashes = code[from + 1..].iter().take_while(|c| **c == '#').count();
    if code.get(from + 1 + hashes) != Some(&'"') {
        return from + 1;
    }
    let mut close = vec!['"'];
    close.extend(std::iter::repeat_n('#', hashes));
    find(code, from + 2 + hashes, &close) + close.len()
}

fn quoted(code: &[char], from: usize, quote: char) -> usize {
    let mut at = from + 1;
    while at < code.len() && code[at] != quote {
        at += if code[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The reading is itself put to the test: every planted arrow is seen, every decoy is not.
#[cfg(test)]
mod tests {
    use super::SourceText;

    fn roots(text: &str) -> Vec<(usize, String)> {
        let module = ["engine".to_owned(), "batch".to_owned()];
        SourceText::read(&module, text)
            .crate_paths
            .into_iter()
            .map(|(line, path)| (line, path.first().cloned().unwrap_or_default()))
            .collect()
    }

    fn planted(list: &[(usize, &str)]) -> Vec<(usize, String)> {
        list.iter().map(|(line, root)| (*line, (*root).to_owned())).collect()
    }

    #[test]
    fn arrows_are_seen_in_every_way_of_writing_them() {
        let text = "use crate::model::State;\n\
                    use crate::{\n    plot::{Theme, Size},\n    units::Date as Day,\n};\n\
                    fn f(x: &'a crate::report::Page) { crate::cli::run('\\'', '\"') }\n\
                    use super::super::output::Manifest;\n\
                    pub(in crate::scenario) fn g() {}\n\
                    macro_rules! m { () => { $crate::stats::Moments } }\n";
        let expected = [
            (1, "model"),
            (3, "plot"),
            (3, "plot"),
            (4, "units"),
            (6, "report"),
            (6, "cli"),
            (7, "output"),
            (8, "scenario"),
            (9, "stats"),
        ];
        assert_eq!(roots(text), planted(&expected));
    }

    #[test]
    fn comments_strings_and_tests_hold_no_arrows() {
        let text = "//! See crate::plot.\n/* crate::a /* crate::b */ crate::c */\n\
                    const A: &str = \"crate::d \\\" crate::e\";\n\
                    const B: &str = r#\"crate::f \" crate::g\"#;\n\
                    #[cfg(test)]\nmod check;\n\
                    #[cfg(test)]\n#[derive(Debug)]\nmod tests {\n    use crate::h::I;\n    fn f() {}\n}\n\
                    use super::plan::Plan;\nuse crate::model::Model;\n";
        assert_eq!(roots(text), planted(&[(13, "engine"), (14, "model")]));
        let read = SourceText::read(&["engine".to_owned(), "batch".to_owned()], text);
        assert_eq!(read.test_files, ["check"]);
        assert_eq!(read.lines, 6, "lines outside tests");
    }

    #[test]
    fn names_of_other_crates_are_seen() {
        let read = SourceText::read(&[], "use toml::de;\nfn f() { a.b(rayon::join(x, y)); }\n");
        let names: Vec<&str> = read.first_names.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["toml", "rayon"]);
    }
}
