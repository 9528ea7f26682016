/** Every text of the pages, in English. */

import type { ClientModel } from '../../../bench/history/operation.ts'
import { anomalyTexts } from '../../anomalies/registry.ts'
import type { GuaranteeName } from '../../anomalies/session-guarantees/check.ts'
import type { ExposureFigures } from '../figures/exposure-figures.ts'
import { whole } from '../html/format-figures.ts'
import type { Kind, Standing } from '../model/conclusion.ts'
import type { Outcome, Verdict } from '../model/verdict.ts'

/** `1 trial`, `6 trials`. */
const plural = (count: number, one: string, many = `${one}s`) => `${whole(count)} ${count === 1 ? one : many}`

export const en = {
  skip: 'To the content',
  contents: 'Contents',
  language: 'Language',
  theme: 'Theme',
  auto: 'auto',
  light: 'light',
  dark: 'dark',

  verdicts: {
    pass: 'Pass: every finding is as expected',
    fail: 'Fail: at least one finding is not as expected',
    unknown: 'Unknown: not enough evidence',
  } satisfies Record<Verdict, string>,
  outcomes: { 'as-expected': 'as expected', unexpected: 'NOT as expected', unknown: 'unknown' } satisfies Record<
    Outcome,
    string
  >,
  standings: {
    surprises: '✗ not as expected:',
    breaks: '△ breaks:',
    open: '? open:',
    holds: '✓ holds:',
  } satisfies Record<Standing, string>,
  clauseEnd: '; ',
  sentenceEnd: '.',
  noneRefused: (total: string, atMost: string) =>
    `none of ${total} requests with a valid login was refused (at most ${atMost} are, with 95 % confidence)`,
  rateOf: (rate: string, expected: string | null) => (expected === null ? rate : `${rate}, predicted ${expected}`),
  rateOfClient: (client: string, rate: string) => `${client} clients: ${rate}`,
  broken: anomalyTexts(({ texts }) => texts.en.breaks),
  kinds: {
    scattered:
      'each session lives in one replica, and the load balancer does not know in which: use it with a single replica only',
    pinned: 'each session lives in one replica: when that replica stops or is replaced, its users are logged out',
    copied: 'every replica has every session, and the messages between replicas grow with their number',
    shared: 'any replica can answer while Redis is up, so logins are only as available as Redis',
    token: 'the token itself proves the login, so it cannot be revoked before it expires',
    'token-asked': 'the token proves the login, and Redis is asked so that it can be revoked',
    password: 'there is no session to lose, and every request pays for a password hash',
  } satisfies Record<Kind, string>,
  priceIs: (times: string, cheapest: string) =>
    `a request costs ${times} times the CPU time of ${cheapest}, the cheapest mode that holds`,
  caveats: 'Keep in mind',

  clients: { frozen: 'frozen', browser: 'browser' } satisfies Record<ClientModel, string>,
  checks: anomalyTexts(({ texts }) => texts.en.title),

  predictions: 'Prediction and measurement',
  predictionsLead:
    'Share of operations that show the anomaly. Intervals are of 95 % and count sessions, not requests, since the requests of one session stand or fall together.',
  measuredKey: 'measured, with its interval',
  predictedKey: 'predicted by theory, never fitted',
  nothing: 'nothing to check',
  predicted: (expected: string) => `predicted ${expected}`,
  ofTotal: (count: string, total: string) => `${count} of ${total}`,
  window: 'Duration, mean over all sessions',
  longest: (longest: string) => `longest ${longest}`,
  why: 'Reason of the prediction',

  guarantees: 'Session guarantees',
  guaranteesLead:
    'What a client may rely on within one session, checked on its cart. Held: it was not broken in any case that could have broken it.',
  guarantee: {
    'read-your-writes': 'read your writes',
    'monotonic-reads': 'monotonic reads',
    'monotonic-writes': 'monotonic writes',
    'writes-follow-reads': 'writes follow reads',
  } satisfies Record<GuaranteeName, string>,
  guaranteeHeld: '✓ held',
  guaranteeBroken: '✗ broken',
  notSeen: '? unknown',

  timeSeries: 'Time series',
  timeSeriesLead:
    'Trials stand side by side. Latency has the same logarithmic scale in all modes; rates have one of their own in each.',
  outcome: { ok: 'good answers', refused: 'refused (401)', failed: 'failed (5xx or no answer)' },
  faultBand: 'fault, until healed',
  max: 'max',
  timeSeriesCaption: (trials: number, step: string, refused: string) =>
    `${plural(trials, 'trial')} in steps of ${step}; ${refused} of all requests refused, logins included.`,
  trialsLeftOut: (count: number) => `${plural(count, 'later trial is', 'later trials are')} not drawn.`,
  requestsPerSecond: 'requests per second',
  refusedShare: 'share refused',
  latency: 'latency of answers',
  byReplica: 'share of each replica',

  faults: 'Effect of each fault',
  faultsLead:
    'Requests from the fault until the next one, or the end of the load, summed over the trials. nginx gives a request to another replica after a first one has failed.',
  faultTimes: (at: string, lasted: string | null) =>
    lasted === null ? `${at} into the load; it lasts to the end` : `${at} into the load; healed after ${lasted}`,
  givenOn: 'retried on another replica',
  commonestFailure: 'most frequent failure',
  asBeforeAfter: 'time to recovery',
  atOnce: 'at once',
  never: 'never',

  latencyTitle: 'Latency',
  latencyLead:
    'Each step to the right is ten times rarer. Grey: the other modes. Logins are left out: they include a password hash.',
  correctedLead:
    'Solid: from when a request was due by the arrival rate. Dashed: from when it was sent, without the time in the arrival queue.',
  latencyOf: 'latency, logarithmic',

  scaling: 'The scaling curve',
  scalingLead: (cpus: number | null) =>
    `Good answers per second against the number of replicas${cpus === null ? '' : `, each with ${cpus} CPU`}. Where the curve falls below the straight line, replicas wait for a shared resource or do work for each other.`,
  lawKey: 'the Universal Scalability Law fitted to the points',
  idealKey: 'no losses: N times one replica',
  goodputByReplicas: 'good answers/s by number of replicas',
  lawTexts: {
    serial: (share: string) => `${share} of the work is serial`,
    serialAtMost: (share: string) => `no serial work was measured (${share} at most)`,
    noSerial: 'no serial work was measured',
    pairs: (share: string, peak: number, range: string, perSecond: string) =>
      `, and replicas cost each other ${share} a pair: adding replicas beyond ${peak} (${range}) stops helping, at ${perSecond}/s`,
    limit: (least: string, most: string) =>
      `, so that throughput ends between ${least} and ${most}/s however many there are`,
    pairsTakenAsNothing: ', assuming that pairs of replicas cost each other nothing, which these points cannot show',
    noPairs: '; no cost of pairs was measured',
    helpsUpTo: (replicas: number) => `, and adding replicas helps at least up to ${replicas}`,
  },
  speedUpIs: (times: string, replicas: number, expected: string | null) =>
    `${times} times one replica with ${replicas}${expected === null ? '' : ` (predicted ${expected})`}`,
  scalingCaption:
    'Medians over the trials with 95 % intervals; × is the multiple of one replica in the same trial. Then the value by the law, the deviation of the point from it, and the CPU use. * was left out of the fit: the replicas were not the limit.',
  lawSays: 'by the law',
  lawIsOff: 'deviation',
  replicaBusy: 'each replica, % of a core',
  clientBusy: 'client, %',
  lawCaption:
    'σ: share of the work that is serial. κ: what each pair of replicas costs each other; a 0 without an interval was assumed, not measured, where the points cannot tell the two apart. 95 % intervals.',

  costs: 'Speed and cost',
  costsCaption:
    'Medians over the trials; latency without logins; bytes and processor time for each request. Bars compare the modes.',
  mode: 'mode',
  client: 'client',
  goodput: 'good answers/s',
  throughput: 'all answers/s',
  login: 'login p50',
  replicaCpu: 'replica CPU, µs',
  loadBalancerCpu: 'nginx CPU, µs',
  redisCpu: 'Redis CPU, µs',
  clientCpu: 'client CPU, µs',
  credentialBytes: 'credential, bytes',
  bytesOut: 'bytes sent',
  bytesIn: 'bytes received',
  commands: 'Redis commands',
  storedBytes: 'Redis bytes a session',
  messages: 'messages a write',
  copyBytes: 'bytes of messages',
  lag: 'lag p99',
  shares: 'share of replicas, %',

  exposure: 'What a credential discloses',
  exposureLead: (files: number, kilobytes: string) =>
    `What whoever sees one reads in it without any key, and in brackets what that tells of its owner; and how many turned up in the logs of the run (${plural(files, 'file')}, ${kilobytes} kB).`,
  inClear: 'in clear',
  carriedBy: 'sent as',
  carriers: { cookie: 'cookie', bearer: 'bearer token', basic: 'name and password' } satisfies Record<
    ExposureFigures['carrier'],
    string
  >,
  readByScript: 'a script can read it',
  yes: 'yes',
  no: 'no',
  inLogs: 'in logs',

  evidence: 'Evidence',
  evidenceLead:
    'The smallest example of each anomaly: its requests, from sending to answer, on the replicas that answered.',
  cases: (count: number) => plural(count, 'case'),

  circumstances: 'Circumstances',
  repeat: 'Run it again',
  startedAt: 'Started',
  plan: 'Plan',
  planIs: (replicas: number, trials: number, seed: number) =>
    `${plural(replicas, 'replica')}, ${plural(trials, 'trial')}, seed ${seed}`,
  versions: 'Versions',
  machine: 'Machine',
  cores: (cpus: number) => plural(cpus, 'core'),
  modes: 'Modes',
  scenario: 'The scenario as it was run',
}

/** The English texts as a type: a missing or an extra text in another language is a type error. */
export type Texts = typeof en
