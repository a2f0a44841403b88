//! Files that last as long as the user's session: our icon, and the list of notifications on the screen.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

// etcetera: the platform's own directories.
use etcetera::BaseStrategy as _;

/// Where they are; `None` if the session has no directory for them.
#[derive(Default)]
pub(super) struct Files {
    /// The URI of our icon.
    pub icon: Option<String>,
    /// The list of notifications on the screen.
    pub shown: Option<PathBuf>,
}

impl Files {
    /// The files for that data directory.
    pub fn beside(data_dir: &Path) -> Self {
        const ICON: &[u8] = include_bytes!("../../../../../icons/64x64.png");
        let place = etcetera::base_strategy::Xdg::new().ok();
        let Some(place) = place.and_then(|place| place.runtime_dir()) else {
            return Self::default();
        };
        let folder = place.join("missedhook");
        let _ = fs::create_dir(&folder);
        let icon = folder.join("icon.png");
        let written = fs::write(&icon, ICON).ok();
        let icon = written.and_then(|()| url::Url::from_file_path(icon).ok());
        let mut hasher = DefaultHasher::new();
        data_dir.hash(&mut hasher);
        Self {
            icon: icon.map(Into::into),
            shown: Some(folder.join(format!("shown-{:016x}.json", hasher.finish()))),
        }
    }
}
