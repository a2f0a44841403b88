//! The bottom layer: values that every other module may use. It depends on none of them.

pub mod arabic_words;
pub mod backoff;
pub mod brief;
pub mod compare;
pub mod count;
pub mod duration;
pub mod endpoint;
pub mod endpoint_pattern;
pub mod fold;
pub mod http_status;
pub mod http_url;
pub mod json_text;
pub mod lines;
pub mod link;
pub mod local_words;
pub mod moment;
pub mod path_pattern;
pub mod problem;
pub mod project;
pub mod public_url;
pub mod quiet_hours;
pub mod release;
pub mod secret;
pub mod translate;
pub mod tunnel;
pub mod visible;
