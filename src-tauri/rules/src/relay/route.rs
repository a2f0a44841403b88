//! How requests to a path are answered, according to the settings.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::mode::RelayMode;
use crate::model::endpoint_pattern;

/// The maximum number of routes.
pub const MAX_ROUTES: usize = 200;

/// The relay mode for some paths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayRoute {
    /// A path. `*` matches any text: `/retm/rewards/*`.
    pub path: String,
    pub mode: RelayMode,
}

impl RelayRoute {
    /// Returns the route if its path is valid.
    ///
    /// # Errors
    /// What is wrong with its path, to follow its name in a sentence.
    pub fn checked(self) -> Result<Self, String> {
        Ok(Self {
            path: checked_pattern(&self.path)?,
            ..self
        })
    }

    /// Whether the route matches this path, in any case.
    pub fn names(&self, path: &str) -> bool {
        names(&self.path, path)
    }
}

/// Whether a pattern matches this path, in any case.
pub fn names(pattern: &str, path: &str) -> bool {
    endpoint_pattern::like(&pattern.to_lowercase(), &path.to_lowercase())
}

/// Trims and validates a path pattern.
///
/// # Errors
/// What is wrong with it, to follow its name in a sentence.
pub fn checked_pattern(path: &str) -> Result<String, String> {
    let path = path.trim();
    if !path.starts_with(['/', '*']) {
        return Err("must be a path, like \"/retm/rewards/*\"".to_owned());
    }
    if path.chars().count() > endpoint_pattern::MAX_LENGTH || path.chars().any(char::is_control) {
        return Err(format!(
            "must be at most {} characters, without control characters",
            endpoint_pattern::MAX_LENGTH
        ));
    }
    Ok(path.to_owned())
}

/// The mode of the first route that matches the path, if any does.
pub fn mode_of(routes: &[RelayRoute], path: &str) -> Option<RelayMode> {
    let mut routes = routes.iter();
    routes
        .find(|route| route.names(path))
        .map(|route| route.mode)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(path: &str, mode: RelayMode) -> RelayRoute {
        RelayRoute {
            path: path.to_owned(),
            mode,
        }
    }

    #[test]
    fn the_first_route_that_names_a_path_decides() {
        let routes = [
            route("/retm/rewards/*", RelayMode::Through),
            route("/retm/*", RelayMode::Keep),
        ];
        for (path, mode) in [
            ("/retm/rewards/check", Some(RelayMode::Through)),
            ("/RETM/Rewards/x", Some(RelayMode::Through)),
            ("/retm/orders", Some(RelayMode::Keep)),
            ("/retm", None),
            ("/other/retm/orders", None),
        ] {
            assert_eq!(mode_of(&routes, path), mode, "{path}");
        }
    }

    #[test]
    fn a_route_names_a_path() {
        for (path, is) in [
            ("/retm/*", true),
            ("*", true),
            ("*/orders", true),
            ("", false),
            ("retm/orders", false),
            ("http://localhost/retm", false),
            ("/a\nb", false),
        ] {
            let checked = route(path, RelayMode::Keep).checked();
            assert_eq!(checked.is_ok(), is, "{path:?}");
        }
    }
}
