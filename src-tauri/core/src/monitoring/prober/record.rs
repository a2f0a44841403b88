//! Records a probe while it runs: begins, times and ends its steps, and reports progress. Network text is reduced to
//! one short line of plain text first.

use std::time::Instant;

use crate::{
    model::moment::Moment,
    probe::{
        Cause, Method, Probe, ProbeFact, ProbeStep, ProbeStepKind, ProbeStepState, phrase::plain,
    },
};

/// The maximum number of facts of a step.
const FACTS: usize = 40;

/// The record of one probe.
pub(crate) struct Record<P> {
    probe: Probe,
    begun: Instant,
    progress: P,
}

impl<P: Fn(&Probe)> Record<P> {
    /// A probe that begins now. Until it ends it has no sentence, and counts as stopped.
    pub(crate) fn new(url: &str, method: Method, at: Moment, progress: P) -> Self {
        Self {
            probe: Probe {
                url: url.to_owned(),
                method,
                at,
                took_us: 0,
                steps: Vec::new(),
                status: None,
                get_status: None,
                certificate_until: None,
                cause: Cause::Cancelled,
                sentence: String::new(),
                next: String::new(),
            },
            begun: Instant::now(),
            progress,
        }
    }

    /// Begins a step and ends the previous one.
    pub(crate) fn begin(&mut self, kind: ProbeStepKind, title: impl Into<String>) {
        let started_us = self.now_us();
        self.probe.steps.push(ProbeStep {
            kind,
            title: plain(&title.into()),
            started_us,
            took_us: 0,
            state: ProbeStepState::Running,
            text: String::new(),
            facts: Vec::new(),
        });
        self.show();
    }

    /// Adds a fact to the current step.
    pub(crate) fn fact(&mut self, name: &str, value: impl AsRef<str>) {
        if let Some(step) = self.probe.steps.last_mut()
            && step.facts.len() < FACTS
        {
            step.facts.push(ProbeFact {
                name: plain(name),
                value: plain(value.as_ref()),
            });
        }
    }

    /// Ends the current step as successful.
    pub(crate) fn done(&mut self, text: impl Into<String>) {
        self.end(ProbeStepState::Done, &text.into());
    }

    /// Ends the current step as failed.
    pub(crate) fn failed(&mut self, text: impl Into<String>) {
        self.end(ProbeStepState::Failed, &text.into());
    }

    fn end(&mut self, state: ProbeStepState, text: &str) {
        let now = self.now_us();
        if let Some(step) = self.probe.steps.last_mut()
            && step.state == ProbeStepState::Running
        {
            step.state = state;
            step.took_us = now.saturating_sub(step.started_us);
            step.text = plain(text);
            self.show();
        }
    }

    /// Sets the status of the response.
    pub(crate) fn answered(&mut self, status: u16) {
        self.probe.status = Some(status);
    }

    /// Sets the status of the GET that followed a 405 for HEAD.
    pub(crate) fn answered_get(&mut self, status: u16) {
        self.probe.get_status = Some(status);
    }

    /// Sets when the server's certificate expires.
    pub(crate) fn certificate_until(&mut self, until: Option<Moment>) {
        self.probe.certificate_until = until;
    }

    /// Finishes the probe.
    pub(crate) fn finish(mut self, cause: Cause, sentence: String, next: String) -> Probe {
        self.failed("Stopped.");
        self.probe.took_us = self.now_us();
        self.probe.cause = cause;
        self.probe.sentence = sentence;
        self.probe.next = next;
        self.probe
    }

    fn now_us(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn show(&mut self) {
        self.probe.took_us = self.now_us();
        (self.progress)(&self.probe);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watcher_sees_every_beginning_and_end() {
        let seen = std::cell::RefCell::new(Vec::new());
        let mut record = Record::new(
            "u",
            Method::Head,
            Moment::from_millis(0),
            |probe: &Probe| {
                let last = probe.steps.last().unwrap();
                seen.borrow_mut().push((last.title.clone(), last.state));
            },
        );
        record.begin(ProbeStepKind::Name, "a");
        record.fact("x\u{1b}[31m", "y\r\nz");
        record.done("found");
        record.done("twice is once");
        record.begin(ProbeStepKind::Connect, "b");
        let probe = record.finish(Cause::Cancelled, "s".to_owned(), String::new());
        let expected = [
            ("a", ProbeStepState::Running),
            ("a", ProbeStepState::Done),
            ("b", ProbeStepState::Running),
            ("b", ProbeStepState::Failed),
        ];
        let expected = expected.map(|(title, state)| (title.to_owned(), state));
        assert_eq!(*seen.borrow(), expected);
        assert_eq!(probe.steps[0].text, "found");
        let fact = &probe.steps[0].facts[0];
        assert_eq!((&*fact.name, &*fact.value), ("x [31m", "y  z"));
        assert!(probe.steps[1].started_us >= probe.steps[0].took_us);
    }
}
