//! A coding agent as `missedhook mcp` sees it: the official TypeScript client of the Model Context Protocol. It starts
//! the program itself and validates each answer against the tool's schema.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::mpsc,
    thread,
};

use serde_json::{Value, json};

use crate::{LIMIT, machine::Machine, program::binary};

/// A client with its server. Both end when dropped.
#[derive(Debug)]
pub struct McpClient {
    client: Child,
    steps: Option<ChildStdin>,
    answers: mpsc::Receiver<Value>,
}

impl McpClient {
    /// Starts both on the machine's data directory.
    ///
    /// # Panics
    /// If the client is not installed (`npm ci` in `tests/mcp/`).
    pub fn start(machine: &Machine, options: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mcp");
        assert!(
            folder.join("node_modules").is_dir(),
            "the client is not there: `npm ci` in {}",
            folder.display()
        );
        let mut command = machine.command("node");
        command.arg(folder.join("client.mjs")).arg("--");
        command.arg(binary()).arg("mcp").args(options);
        command.arg("--data-dir").arg(machine.data_dir());
        let mut client = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        let (steps, answers) = (client.stdin.take(), client.stdout.take());
        Self {
            client,
            steps,
            answers: read(answers.expect("its answers")),
        }
    }

    /// Runs a step and returns its result.
    ///
    /// # Panics
    /// If nothing comes.
    pub fn step(&mut self, step: &Value) -> Value {
        let steps = self.steps.as_mut().expect("it goes on");
        writeln!(steps, "{step}").expect("the client reads");
        let answer = self.answers.recv_timeout(LIMIT);
        answer.unwrap_or_else(|e| panic!("no answer to {step}: {e}"))
    }

    /// Calls a tool. Returns the answer with its texts.
    pub fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        self.step(&json!({"call": tool, "arguments": arguments}))
    }

    /// Calls a tool that must succeed. Returns its structured content.
    ///
    /// # Panics
    /// If it fails.
    pub fn answer(&mut self, tool: &str, arguments: &Value) -> Value {
        let called = self.call(tool, arguments);
        assert_ne!(called["isError"], true, "{tool}: {called}");
        let content = called["structuredContent"].clone();
        assert!(content.is_object(), "{tool} {arguments}: {called}");
        content
    }

    /// Calls a tool that must fail. Returns its message.
    ///
    /// # Panics
    /// If it does not.
    pub fn refusal(&mut self, tool: &str, arguments: &Value) -> String {
        let called = self.call(tool, arguments);
        let said = match (&called["error"], &called["isError"]) {
            (Value::String(said), _) => Some(said.as_str()),
            (_, Value::Bool(true)) => called["content"][0]["text"].as_str(),
            _ => None,
        };
        let said = said.unwrap_or_else(|| panic!("{tool} {arguments}: {called}"));
        said.to_owned()
    }

    /// The names of the tools.
    ///
    /// # Panics
    /// If none are listed.
    pub fn tools(&mut self) -> Vec<String> {
        let listed = self.step(&json!({"tools": true}));
        let tools = listed["tools"].as_array().expect("tools").iter();
        let mut names: Vec<String> = tools
            .map(|tool| tool["name"].as_str().expect("a name").to_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for McpClient {
    fn drop(&mut self) {
        // The client closes the server's input at the end, and waits for it.
        drop(self.steps.take());
        let ended = self.answers.recv_timeout(LIMIT);
        if !matches!(ended, Err(mpsc::RecvTimeoutError::Disconnected)) {
            let _ = self.client.kill();
        }
        let _ = self.client.wait();
    }
}

fn read(answers: ChildStdout) -> mpsc::Receiver<Value> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(answers).lines().map_while(Result::ok) {
            let answer = serde_json::from_str(&line);
            let answer = answer.unwrap_or_else(|e| panic!("no JSON ({e}): {line}"));
            if sender.send(answer).is_err() {
                break;
            }
        }
    });
    receiver
}
