//! How a colleague's incident is called: the machine's name, a slash, the incident's number there.

use std::{fmt, str::FromStr};

/// `anna/17`, with or without an `@` before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub machine: String,
    pub incident: i64,
}

impl FromStr for Reference {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.strip_prefix('@').unwrap_or(text);
        let (machine, incident) = text.rsplit_once('/').ok_or("no slash")?;
        let incident = incident.parse().map_err(|_| "no number")?;
        match machine {
            "" => Err("no name"),
            _ => Ok(Self {
                machine: machine.to_owned(),
                incident,
            }),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.machine, self.incident)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_it_is_written() {
        let anna = Reference {
            machine: "anna@desk".to_owned(),
            incident: 17,
        };
        assert_eq!(anna.to_string(), "anna@desk/17");
        assert_eq!("anna@desk/17".parse(), Ok(anna.clone()));
        assert_eq!("@anna@desk/17".parse(), Ok(anna));
        for wrong in ["17", "/17", "anna/", "anna/x", "@/3"] {
            assert!(wrong.parse::<Reference>().is_err(), "{wrong}");
        }
    }
}
