/** Writes docs/reference/security.md from what is required. Pure. */
import { type Chapter, chapters, type Requirement } from './security-requirements.ts'

const before = `\
# Security

Generated from [security-requirements.ts](../inside/security-requirements.ts). To change it, change that (or
[security-page.ts](../inside/security-page.ts)), then: \`npx vitest run tests/security.test.ts -u\`. A test fails where this page is stale, or a
test that it names is gone.

The lab shows what goes wrong with logins, so some of its modes are wrong on purpose, and it measures how much. The rest of it is
held to what is asked of any application. Each test named below is part of \`npm test\`: a result stands as long as that passes.

## Threat model

| what | who could harm it | what stands in between |
|---|---|---|
| modes behind the load balancer | anybody who reaches the port | listens on 127.0.0.1, but for \`--host\`; limits for wrong passwords, bodies and headers; the accounts are public, and so worth nothing |
| live page and its controls (they kill processes) | another page in the same browser; a name that points here (DNS rebinding) | \`Host\` and \`Origin\` are checked, and a change must say where it comes from |
| the same, in a room (\`--host 0.0.0.0\`) | the others in the room | they may look and log in; controls take the key that only the instructor's address carries. It travels in clear: the room's network is trusted not to listen |
| peer channel of a cluster | whoever reaches its port | each side proves that it knows a key derived from the secret of the replicas; what is sent is not encrypted |
| Redis | whoever reaches it: who can write there can log in as anybody | a port on 127.0.0.1 without a password, so any account of this machine; in containers, a network of their own |
| secret of the replicas | whoever reads the environment or the logs | drawn at random where none is given, weak ones refused, never shown |
| status and metrics pages | whoever reaches their port | never forwarded by the load balancer; they hold counts, no names |
| results: history, logs, report | whoever gets the folder | no credential is in it (16.2.5); the audit log has ids of users and addresses |
| a report made from a stranger's file | its author | everything in it is text; the page runs no script but one of its own, by its hash, and loads nothing |
| the engine's socket (\`bench\` in containers) | whoever controls the bench | none: it may do whatever the engine may |

Trusted: this machine and who has an account on it, the packages in the lock file, nginx and Redis as they were found or
fetched. Out of scope: many requests at once (the lab makes them itself), and a stranger with a shell.

## Requirements

By chapter of the OWASP Application Security Verification Standard 5.0.
`

const after = `
## What the audit log says

One JSON object a line, with \`"name":"audit"\`, in each replica's log: \`event\`, \`mode\`, \`address\`, \`user\` (who acts, where that is
known) and \`of\` (whose login or role it is). Names that were typed are left out, since people type passwords there. Events: \`login\`,
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
