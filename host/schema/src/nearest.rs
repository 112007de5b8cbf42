use crate::Error;

/// An error about a request that makes no sense with the schema as it is.
pub(crate) fn invalid(text: impl Into<String>) -> Error {
    Error::Invalid(text.into())
}

/// What to say behind "there is no x": the name that was probably meant, or the names there are.
pub(crate) fn hint<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    // More names than fit on a line help nobody.
    const MOST_LISTED: usize = 6;
    let names: Vec<&str> = names.into_iter().collect();
    let lower = wanted.to_lowercase();
    let nearest = names
        .iter()
        .map(|n| (strsim::osa_distance(&n.to_lowercase(), &lower), *n))
        // One slip in three letters still is the same word; short names need one.
        .filter(|(distance, _)| *distance <= (wanted.chars().count() / 3).max(1))
        .min();
    match nearest {
        Some((_, name)) => format!("; did you mean `{name}`?"),
        None if names.is_empty() || names.len() > MOST_LISTED => String::new(),
        None => format!("; there is {}", list(names)),
    }
}

/// Names in a row: "`a`, `b`".
pub(crate) fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    names.into_iter().map(|n| format!("`{}`", n.as_ref())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_few_names_are_listed() {
        assert_eq!(hint("emial", ["id", "email"]), "; did you mean `email`?");
        assert_eq!(hint("Email", ["id", "email"]), "; did you mean `email`?");
        assert_eq!(hint("phone", ["id", "email"]), "; there is `id`, `email`");
        assert_eq!(hint("phone", []), "");
    }
}
