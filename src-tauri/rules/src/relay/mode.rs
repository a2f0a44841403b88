//! The relay modes: how RETM is answered.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

/// How RETM is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[derive(Serialize, Deserialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum RelayMode {
    /// With the integration's own answer, whatever it is. Nothing is ever retried.
    Through,
    /// With the integration's own answer if it is a 2xx in time. Otherwise the request is stored and retried.
    Catch,
    /// With 200 as soon as the request is on disk. It is delivered afterwards.
    Keep,
}
