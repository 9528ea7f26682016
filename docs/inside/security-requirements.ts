/**
 * What the lab requires of its own code, and which test shows that it holds. Numbers are those of the OWASP Application
 * Security Verification Standard 5.0; the wording is our own.
 */

/** One requirement. */
export interface Requirement {
  /** Number of the standard. */
  readonly id: string
  readonly requirement: string
  /** Files and the names of tests in them, as they are written there. Without any, there must be a `deviation`. */
  readonly tests: readonly (readonly [file: string, ...names: readonly string[]])[]
  /** Where the requirement does not hold, or not in every mode, and why. */
  readonly deviation?: string
}

/** One chapter of the standard. */
export interface Chapter {
  readonly title: string
  readonly requirements: readonly Requirement[]
}

const contract = 'services/strategies/contract.ts'
const cookie = 'services/strategies/session/session-cookie.test.ts'
const lifetimes = 'services/strategies/lifetimes.e2e.test.ts'
const limits = 'stack/login-limits.e2e.test.ts'
const sameOrigin = 'services/replica/http/same-origin.test.ts'
const nginx = 'loadbalancer/render.e2e.test.ts'
const raw = 'loadbalancer/raw-requests.e2e.test.ts'
const audit = 'services/replica/audit-log.test.ts'
const posts = 'services/replica/routes/posts.test.ts'
const jwt = 'services/strategies/jwt.test.ts'
const keys = 'services/strategies/token/jwt-keys.test.ts'
const refresh = 'services/strategies/jwt-refresh.e2e.test.ts'
const replica = 'services/replica/app.test.ts'
const users = 'services/database/users.test.ts'
const theft = 'bench/scenarios/theft.e2e.test.ts'
/** Among them `forgery`, which expects that no forged credential is accepted. */
const everyScenario = 'bench/scenarios/every-scenario.e2e.test.ts'
const run = 'bench/run/run-scenario.e2e.test.ts'
const fuzz = 'bench/scenarios/fuzz.e2e.test.ts'

/** As they are written there: what is answered differs by strategy. */
const newPassword = `answers \${stolen} to a copy of the credential after a password change, and issues a new one`
const disabled = `answers \${stolen} to a disabled user, refuses its logins, and accepts them again once it is enabled`

const fuzzed =
  'nothing that is almost a request fails a replica, lets anybody in or writes a credential into a log, in any mode'

const byTls = 'Over TLS (`topology.tls`). By default, and in containers, the lab speaks plain HTTP, on loopback.'
const tls = 'stack/tls.e2e.test.ts'
const tlsCookies = 'sets cookies that are Secure, HttpOnly and bound to one host'

export const chapters: readonly Chapter[] = [
  {
    title: 'V3 Web front end',
    requirements: [
      { id: '3.3.1', requirement: 'Cookies are `Secure`', tests: [[tls, tlsCookies]], deviation: byTls },
      {
        id: '3.3.2',
        requirement: 'Cookies have the attribute `SameSite`',
        tests: [[cookie, 'is HttpOnly, SameSite=Lax, and is sent to its own mode only']],
      },
      {
        id: '3.3.3',
        requirement: 'Cookies have the prefix `__Host-`',
        tests: [[tls, tlsCookies]],
        deviation: `${byTls} Then the cookies of modes differ by name (\`__Host-sid-redis\`); without TLS, by path.`,
      },
      {
        id: '3.3.4',
        requirement: 'Scripts cannot read a credential that is a cookie',
        tests: [
          [cookie, 'is HttpOnly, SameSite=Lax, and is sent to its own mode only'],
          [jwt, 'is set as an HttpOnly cookie if the login asks for it, and so is its successor'],
        ],
        deviation:
          'Tokens come in the body by default, where scripts can read them. The lab shows what follows from that.',
      },
      {
        id: '3.4.1',
        requirement: '`Strict-Transport-Security` is sent, for a year',
        tests: [[tls, 'sends Strict-Transport-Security for a year with each response, of nginx and of replicas']],
        deviation: byTls,
      },
      {
        id: '3.4.4, 3.4.6',
        requirement: 'Answers forbid content sniffing, framing and use by other sites',
        tests: [
          [nginx, 'adds security headers to a response of %s'],
          ['dashboard/server/dashboard.test.ts', 'allows no script but its own, and takes no text for markup'],
        ],
        deviation:
          'There is no `Referrer-Policy` and no `base-uri` (3.4.3, 3.4.5): modes answer with JSON, not with pages.',
      },
      {
        id: '3.5.1–3.5.3',
        requirement: 'Another site cannot make a browser change anything, whatever credential the browser holds',
        tests: [
          [
            sameOrigin,
            '%s is refused with 403, and not carried out',
            '%s %s of another site is refused',
            'another site cannot use a password that the browser has stored',
          ],
        ],
      },
    ],
  },
  {
    title: 'V4 API and web service',
    requirements: [
      {
        id: '4.1.3',
        requirement: 'Forwarded client addresses are accepted from the load balancer only',
        tests: [[nginx, 'sends a replica the client address, the host and the request id']],
      },
      {
        id: '4.1.4',
        requirement: 'Methods that a route does not support are refused',
        tests: [[replica, 'the answer to a wrong method lists the right ones']],
      },
      {
        id: '4.2.1',
        requirement: 'No request can be read as two, or two as one (request smuggling)',
        tests: [
          [
            raw,
            'is refused and does not reach a replica: %s',
            'is one request for nginx and for the replica, and so is the next: %s',
            'occupies no replica: nginx forwards it once, when it is complete',
          ],
          ['services/replica/http/raw-requests.e2e.test.ts', 'refuses it, and reads no second request from it: %s'],
        ],
      },
      {
        id: '4.2.5',
        requirement: 'Requests that are too large are refused, and every answer of a replica fits',
        tests: [
          ['loadbalancer/render/problem-section.e2e.test.ts', 'with %i %s to %s'],
          [nginx, 'accepts a token of 8 KB in requests and in responses'],
        ],
      },
    ],
  },
  {
    title: 'V6 Authentication',
    requirements: [
      {
        id: '6.2.1, 6.2.4',
        requirement: 'Passwords are long, and not among the common ones',
        tests: [],
        deviation: 'Passwords of 1 to 256 characters are accepted: the accounts of the lab are public and worthless.',
      },
      {
        id: '6.2.2',
        requirement: 'Users can change their password, and the old one no longer works',
        tests: [
          [contract, newPassword],
          [users, 'a new password replaces the old one on every replica'],
        ],
      },
      {
        id: '6.2.3',
        requirement: 'A password change requires the current password: a stolen credential is not enough',
        tests: [[contract, newPassword]],
      },
      {
        id: '6.3.1',
        requirement: 'Password guessing is limited across all replicas, and locks no other user out',
        tests: [
          [
            limits,
            'compute only as many hashes as the limit allows, get Retry-After, and do not block other users',
            'are limited by address if each uses another name, existing or not',
            'do not limit correct logins, even if all come from one address',
          ],
        ],
        deviation: 'Virtual users have a cheap hash: an attempt is counted after it failed, not before.',
      },
      {
        id: '6.3.8',
        requirement: 'A refused login does not reveal whether the user exists',
        tests: [
          ['services/replica/equal-logins.test.ts', 'costs one hash of the same size, and gets the same answer, %s'],
        ],
        deviation: 'Virtual users, whose names are public, have a cheap hash, and so a faster refusal.',
      },
    ],
  },
  {
    title: 'V7 Session management',
    requirements: [
      {
        id: '7.2.1',
        requirement: 'Credentials are verified on the server',
        tests: [[contract, 'refuses a credential that was changed']],
      },
      {
        id: '7.2.3',
        requirement: 'Session ids are random (144 bits)',
        tests: [
          [cookie, 'is refused with the reason', 'of one mode is refused by another mode with the same strategy'],
        ],
      },
      {
        id: '7.2.4',
        requirement: 'A login gets a new session, so that an attacker cannot plant one',
        tests: [[cookie, 'changes at login, so that a planted one does not become logged in']],
      },
      {
        id: '7.3.1',
        requirement: 'An unused session ends (`LAB_SESSION_IDLE_SECONDS`, 900 s by default)',
        tests: [[lifetimes, 'ends after the inactivity limit', 'ends after the inactivity limit without a refresh']],
        deviation: '`jwt` and `jwt-denylist` cannot know whether a token is used: it ends 900 s after the login.',
      },
      {
        id: '7.3.2',
        requirement: 'A session ends at a fixed time, also in use (`LAB_SESSION_TTL_SECONDS`, 1800 s by default)',
        tests: [
          [
            lifetimes,
            'stays valid while it is used, up to its absolute end',
            'ends at its absolute end, however often it is used',
          ],
          [jwt, 'that is rewritten for the cart keeps its id and expiry: writing does not prolong it'],
        ],
      },
      {
        id: '7.4.1',
        requirement: 'A logout ends the credential, and a late write does not bring it back',
        tests: [
          [lifetimes, 'is not restored when its last use is written after the logout'],
          [refresh, 'logout ends the family; logout-all ends all families of the user and of no other user'],
        ],
        deviation:
          'Depends on the mode, on purpose: `jwt` works until it expires, `jwt-refresh` for its minute, `basic` for ever; `memory`, `cluster` ' +
          'and `redis` lose races that `redis-atomic` does not. The lab measures it.',
      },
      {
        id: '7.4.2',
        requirement: 'A disabled user is logged out, and cannot log in',
        tests: [
          [contract, disabled],
          [users, 'is not found on any replica, and its password is refused, until it is enabled'],
          [theft, 'is shut out at once in %s', 'goes on in jwt-refresh for what is left of the access token'],
        ],
        deviation:
          '`jwt` and `jwt-refresh` as with a logout (7.4.1): until the token expires. `memory` and `sticky`: a session on ' +
          'another replica than the one that was asked is good again once its user is enabled.',
      },
      {
        id: '7.4.3',
        requirement: 'A new password ends every credential that was issued with the old one, stolen ones included',
        tests: [
          [contract, newPassword],
          [theft, 'is shut out at once in %s', 'goes on in jwt-refresh for what is left of the access token'],
        ],
        deviation:
          '`jwt` and `jwt-refresh` as with a logout (7.4.1). `memory` and `sticky`: only the sessions on the replica that handles the request. ' +
          'The user’s own other sessions always end, too.',
      },
      {
        id: '7.4.5',
        requirement: 'Admins can end the sessions of a user, one or all',
        tests: [
          [
            lifetimes,
            'can be listed and ended by an admin, and by no other user',
            'mode %s stores no list of sessions, and answers so',
          ],
        ],
        deviation:
          '`memory`: those of the replica that handles the request. `jwt`, `jwt-denylist`, `basic`: no list of logins is stored, 501 `no-session-list`.',
      },
      {
        id: '7.5.2',
        requirement: 'Users can see their sessions, and end one, or all others',
        tests: [
          [
            lifetimes,
            'are listed without credentials',
            'end one by one, and are then no longer listed',
            "end all together except the current one; other users' sessions stay",
          ],
        ],
        deviation: 'Not in the same modes. The password is not requested again.',
      },
    ],
  },
  {
    title: 'V8 Authorization',
    requirements: [
      {
        id: '8.2.1',
        requirement: 'Admin pages are for admins only',
        tests: [[posts, 'are for admins']],
      },
      {
        id: '8.2.2',
        requirement: 'Only its owner can change what belongs to a user',
        tests: [[posts, 'cannot be changed or deleted by other users']],
      },
      {
        id: '8.3.2',
        requirement: 'A role that is taken away ends at once',
        tests: [
          [
            'services/replica/fresh-roles.e2e.test.ts',
            'each request is checked with the role at the time it was sent, also among concurrent requests and on another replica',
          ],
          [refresh, 'a removed role is gone after the next refresh'],
        ],
        deviation:
          'A token carries the role of its login until it expires. The lab measures how long (`npx lab run roles`).',
      },
    ],
  },
  {
    title: 'V9 Self-contained tokens',
    requirements: [
      {
        id: '9.1.1',
        requirement: 'No token is accepted without a valid signature',
        tests: [
          [jwt, 'that %s is refused: %s', 'that is any other text is refused with 401, never 500'],
          [everyScenario, '%s finds what is predicted'],
          [
            'bench/scenarios/forgery.e2e.test.ts',
            'tries every attack that fits, each beside a control that was let in',
          ],
        ],
      },
      {
        id: '9.1.2',
        requirement: 'A key works with its own algorithm only',
        tests: [
          [
            keys,
            'HS256 with the public key of $algorithm as secret is refused with 401',
            'a key verifies only its own algorithm, also among other keys',
          ],
        ],
      },
      {
        id: '9.1.3',
        requirement: 'Keys come from the configuration, never from a token; weak secrets are refused at the start',
        tests: [
          ['bench/scenarios/forgery.e2e.test.ts', 'says for what reason each was refused'],
          ['services/replica/config/secret.test.ts', 'is refused if it is %s, and never shown'],
        ],
      },
      {
        id: '9.2.1',
        requirement: 'A token is valid from its start time to its expiry only',
        tests: [[jwt, 'is refused when it has expired', 'is refused if the clock is set back to before its time']],
      },
      {
        id: '9.2.2–9.2.4',
        requirement: 'A token of another kind, mode or deployment is refused',
        tests: [
          [keys, 'no two ids, algorithms or modes share a key'],
          [everyScenario, '%s finds what is predicted'],
        ],
      },
    ],
  },
  {
    title: 'V12 Secure communication',
    requirements: [
      {
        id: '12.2.1',
        requirement: 'Clients use TLS to the load balancer, without fallback, and verify its certificate',
        tests: [
          [tls, 'has a certificate that only its own clients trust, and refuses plain HTTP'],
          [
            'bench/scenarios/tls.e2e.test.ts',
            'as fast as the answers come, in sessions by cookie and by token, sticky ones too',
            'not with somebody whom nobody trusts',
          ],
        ],
        deviation: `${byTls} Connections from the load balancer to replicas and Redis are always plain TCP (12.3.3), and the certificate is self-signed (12.2.2).`,
      },
    ],
  },
  {
    title: 'V13 Configuration',
    requirements: [
      {
        id: '13.3.1',
        requirement: 'No secret is in the repository',
        tests: [
          [
            'tests/secrets.test.ts',
            'no file that git knows holds a secret',
            'no file is called as files with secrets are, but the one that holds addresses of containers',
          ],
        ],
        deviation:
          'There is no vault: replicas get their secret from their environment; without one, it is drawn at each start.',
      },
    ],
  },
  {
    title: 'V14 Data protection',
    requirements: [
      {
        id: '14.2.6',
        requirement: 'A token reveals only what is needed',
        tests: [[jwt, 'contains the user, its id, issuer, times and the cart, and nothing more']],
        deviation: 'It contains the cart, which everyone with a copy can read. The lab shows what follows from that.',
      },
    ],
  },
  {
    title: 'V15 Secure coding and architecture',
    requirements: [
      {
        id: '15.1.2',
        requirement: 'Packages that run with the lab are listed, and their licences let everyone use them',
        tests: [
          [
            'docs/inside/licences.test.ts',
            'the page of licences is what package-lock.json says',
            'whatever runs with the lab has a licence that lets anybody use it',
          ],
        ],
      },
      {
        id: '15.2.1',
        requirement: 'No package has a known vulnerability',
        tests: [],
        deviation: 'No test checks this, because the answer changes daily: use `npm audit --omit=dev`.',
      },
    ],
  },
  {
    title: 'V16 Logging and error handling',
    requirements: [
      {
        id: '16.2.5',
        requirement: 'No credential is in a log, or in anything else that a run leaves behind',
        tests: [
          [audit, 'contains no typed name, password, cookie, token or session id, in any mode'],
          [run, 'holds no credential: not in the history, not in a report, not in any log'],
          [theft, 'leaves nothing in history, reports and logs that lets anybody in'],
          [fuzz, fuzzed, 'replicas that write cookies into their logs are found out'],
        ],
      },
      {
        id: '16.3.1, 16.3.2',
        requirement:
          'Logins, refused logins, logouts, ended sessions, new passwords, disabled users, changed roles and refused admins are logged',
        tests: [[audit, 'has one line for each event of logins and roles']],
        deviation: 'With `basic` each request is a login: only refused ones are logged.',
      },
      {
        id: '16.5.1',
        requirement: 'An internal error reveals nothing',
        tests: [[replica, 'an internal error is 500, without its message']],
      },
      {
        id: '16.5.2, 16.5.3',
        requirement: 'While a store is unreachable, no login succeeds and no user is logged out',
        tests: [
          [
            'services/strategies/redis.e2e.test.ts',
            'answers 503 while Redis is dead, also to logins, and recovers by itself',
          ],
        ],
      },
      {
        id: '16.5.4',
        requirement: 'No malformed request ends a replica (`npx node benchmarks/fuzz.ts` sends 100,000)',
        tests: [[fuzz, fuzzed, 'replicas that believe too much, and fall over a header that is a list, are found out']],
      },
    ],
  },
]
