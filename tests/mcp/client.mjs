// The official client of the Model Context Protocol, driven by a test: starts the program that stands behind `--`, does
// one step after the other as they come on standard input, a JSON object a line, and prints what came of each the same way.
// What a tool answers is checked against the tool's own output schema by the client. Its errors are results here.

import { createInterface } from "node:readline";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [command, ...args] = process.argv.slice(process.argv.indexOf("--") + 1);
const transport = new StdioClientTransport({
  command,
  args,
  env: process.env,
  stderr: "inherit",
});
const client = new Client({ name: "missedhook-tests", version: "1.0.0" });

const steps = {
  server: () => ({
    info: client.getServerVersion(),
    instructions: client.getInstructions(),
  }),
  tools: () => client.listTools(),
  call: (step) =>
    client.callTool({ name: step.call, arguments: step.arguments ?? {} }),
  resources: () => client.listResources(),
  templates: () => client.listResourceTemplates(),
  read: (step) => client.readResource({ uri: step.read }),
};

await client.connect(transport);
// The schemas that answers are held against.
await client.listTools();
for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  const name = Object.keys(steps).find((name) => name in step);
  let result;
  try {
    result = await steps[name](step);
  } catch (error) {
    result = { error: String(error.message ?? error) };
  }
  console.log(JSON.stringify(result));
}
await client.close();
