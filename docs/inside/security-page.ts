/** Writes docs/reference/security.md from what is required. Pure. */
import { type Chapter, chapters, type Requirement } from './security-requirements.ts'

const before = `\
# Security

The lab shows what goes wrong with logins, so some of its modes are wrong on purpose, and it measures how wrong. All other code must meet
the requirements of any application. \`npm run test:all\` includes each test that is named below: a result holds as long as that test passes.

*Generated from [security-requirements.ts](../inside/security-requirements.ts). To change this page, change that file (or
[security-page.ts](../inside/security-page.ts)), then: \`npx vitest run tests/security.test.ts -u\`. A test fails where this page is stale, or
names a test that does not exist.*

## Threat model

| what | who could harm it | what protects it |
|---|---|---|
| modes behind the load balancer | everyone who reaches the port | listens on 127.0.0.1 unless \`--host\` says otherwise; limits for wrong passwords, bodies and headers; the accounts are public and worthless |
| live page and its controls (they kill processes) | another page in the same browser; a name that points here (DNS rebinding) | \`Host\` and \`Origin\` are checked, and a change must name its origin |
| the same, in a room (\`--host 0.0.0.0\`) | the others in the room | they can look and log in; controls require the key, which only the instructor's address contains. It travels unencrypted: the room's network is trusted |
| peer channel of a cluster | everyone who reaches its port | each side proves that it knows a key derived from the secret of the replicas; messages are not encrypted |
| Redis | everyone who reaches it: with write access, an attacker can log in as any user | a port on 127.0.0.1 without a password, so every account of this machine has access; in containers, a network of its own |
| secret of the replicas | readers of the environment or the logs | drawn at random where none is given, weak ones refused, never shown |
| status and metrics pages | everyone who reaches their port | never forwarded by the load balancer; they contain counts, no names |
| results: history, logs, report | everyone who gets the folder | they contain no credential (16.2.5); the audit log has ids of users and addresses |
| a report made from a stranger's file | its author | all content is text; the page runs one script of its own, by its hash, and loads nothing |
| the engine's socket (\`bench\` in containers) | everyone who controls the bench | nothing: access to the socket is full control of Docker |

Trusted: this machine and its accounts, the packages in the lock file, nginx and Redis as they were found or fetched. Out of scope:
floods of requests (the lab makes them itself), and an attacker with a shell.

## Requirements

By chapter of the OWASP Application Security Verification Standard 5.0.
`

const after = `
## What the audit log says

Each replica's log has one JSON object a line with \`"name":"audit"\`: \`event\`, \`mode\`, \`address\`, \`user\` (the acting user, where it is
known) and \`of\` (the user whose login or role it is). Typed names are left out, because people type passwords there. Events: \`login\`,
\`login-failed\`, \`login-limited\`, \`refresh-refused\`, \`logout\`, \`logout-all\`, \`session-ended\`, \`password-changed\`,
\`role-changed\`, \`user-disabled\`, \`user-enabled\`, \`not-allowed\`.
`

/** The whole page. */
export function renderSecurityPage(): string {
  return `${before}\n${chapters.map(renderChapter).join('\n')}${after}`
}

function renderChapter({ title, requirements }: Chapter): string {
  return `### ${title}\n\n| ASVS | requirement | test | result |\n|---|---|---|---|\n${requirements.map(renderRow).join('\n')}\n`
}

function renderRow({ id, requirement, tests, deviation }: Requirement): string {
  const named = tests.map(([file, ...names]) => `[${file}](../../${file}): ${names.map(quote).join('; ')}`).join('<br>')
  return `| ${id} | ${requirement} | ${named || '–'} | ${resultOf(tests.length > 0, deviation)} |`
}

const quote = (name: string) => `“${name}”`

function resultOf(isTested: boolean, deviation: string | undefined): string {
  if (deviation === undefined) return 'holds'
  return isTested ? `holds, but: ${deviation}` : `**deviates.** ${deviation}`
}
