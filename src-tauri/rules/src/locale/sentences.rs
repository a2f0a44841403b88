//! The sentences that are stored or said in English first, and read back by `model/translate.rs`.

/// In English, without choices.
pub(crate) const ENGLISH_SENTENCES: [(&str, &str); 4] = [
    (
        "incident",
        include_str!("../../../../locales/en/incident.ftl"),
    ),
    ("probe", include_str!("../../../../locales/en/probe.ftl")),
    (
        "problems",
        include_str!("../../../../locales/en/problems.ftl"),
    ),
    ("status", include_str!("../../../../locales/en/status.ftl")),
];

/// The same in Arabic.
pub(super) const ARABIC_SENTENCES: [(&str, &str); 4] = [
    (
        "incident",
        include_str!("../../../../locales/ar/incident.ftl"),
    ),
    ("probe", include_str!("../../../../locales/ar/probe.ftl")),
    (
        "problems",
        include_str!("../../../../locales/ar/problems.ftl"),
    ),
    ("status", include_str!("../../../../locales/ar/status.ftl")),
];

/// What codes and messages mean, in Arabic. The English stands in `explain/rules.toml`.
pub(super) const EXPLAIN: (&str, &str) = (
    "explain",
    include_str!("../../../../locales/ar/explain.ftl"),
);
