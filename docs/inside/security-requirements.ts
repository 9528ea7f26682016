/**
 * What is asked of the lab's own code, and which test shows that it is so. Numbers are those of the OWASP Application Security
 * Verification Standard 5.0; the words are ours, and say what is true here.
 */

/** One requirement. */
export interface Requirement {
  /** Number of the standard. */
  readonly id: string
  readonly requirement: string
  /** Files and the names of tests in them, as they are written there. Without any, only `deviation` can be said. */
  readonly tests: readonly (readonly [file: string, ...names: readonly string[]])[]
  /** Where it is not so, or not in every mode, and why. */
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
const run = 'bench/run/run-scenario.e2e.test.ts'
const fuzz = 'bench/scenarios/fuzz.e2e.test.ts'

/** As they are written there: what is answered differs by strategy. */
const newPassword = `answers \${stolen} to a copy of the credential after a new password, and gives the user another one`
const disabled = `answers \${stolen} to a user who is disabled, lets nobody log in as it, and knows it again once enabled`

const fuzzed =
  'nothing that is almost a request fails a replica, lets anybody in or writes a credential into a log, in any mode'

const byTls = 'Over TLS (`topology.tls`). By default, and in containers, the lab speaks plain HTTP, on loopback.'
const tls = 'stack/tls.e2e.test.ts'
const tlsCookies = 'gives cookies that are Secure, HttpOnly, and no other host’s'

export const chapters: readonly Chapter[] = [
  {
    title: 'V3 Web front end',
    requirements: [
      { id: '3.3.1', requirement: 'Cookies are `Secure`', tests: [[tls, tlsCookies]], deviation: byTls },
      {
        id: '3.3.2',
        requirement: 'Cookies say `SameSite`',
        tests: [[cookie, 'is HttpOnly, SameSite=Lax, and goes to its own mode only']],
      },
      {
        id: '3.3.3',
        requirement: 'Cookies have the prefix `__Host-`',
        tests: [[tls, tlsCookies]],
        deviation: `${byTls} Cookies of modes are then kept apart by name, \`__Host-sid-redis\`; without it, by path.`,
      },
      {
        id: '3.3.4',
        requirement: 'Scripts cannot read a credential that is a cookie',
        tests: [
          [cookie, 'is HttpOnly, SameSite=Lax, and goes to its own mode only'],
          [jwt, 'comes as an HttpOnly cookie where the login asked for it, and so does the next one'],
        ],
        deviation: 'Tokens come in the body by default: that scripts can read them is what the lab shows.',
      },
      {
        id: '3.4.1',
        requirement: '`Strict-Transport-Security` is sent, for a year',
        tests: [[tls, 'tells browsers to come by TLS alone for a year, whoever answers']],
        deviation: byTls,
      },
      {
        id: '3.4.4, 3.4.6',
        requirement: 'Answers say that they are data: not to be guessed at, framed, or lent to other sites',
        tests: [
          [nginx, 'says to browsers what an answer of %s is not for'],
          ['dashboard/server/dashboard.test.ts', 'allows no script but its own, and takes no text for markup'],
        ],
        deviation:
          'There is no `Referrer-Policy`, and no `base-uri` (3.4.3, 3.4.5): what the modes answer is JSON, and no page.',
      },
      {
        id: '3.5.1–3.5.3',
        requirement: 'Another site cannot make a browser change anything, with whatever credential it holds',
        tests: [
          [
            sameOrigin,
            '%s is refused with 403, and not done',
            '%s %s of another site is refused',
            'a password that the browser remembers does not open the door to another site either',
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
        requirement: 'What a load balancer says of the client is believed of the load balancer alone',
        tests: [[nginx, 'tells a replica who is asking, for which host, and the id of the request']],
      },
      {
        id: '4.1.4',
        requirement: 'Methods that a route does not have are refused',
        tests: [[replica, 'a wrong method is told which ones are right']],
      },
      {
        id: '4.2.1',
        requirement: 'No request can be read as two, or two as one (request smuggling)',
        tests: [
          [
            raw,
            'is refused, and nothing of it reaches a replica: %s',
            'is one request to both, and so is the next: %s',
            'occupies no replica: it is handed on when it is whole, and once',
          ],
          ['services/replica/http/raw-requests.e2e.test.ts', 'refuses, and finds no other request in it: %s'],
        ],
      },
      {
        id: '4.2.5',
        requirement: 'What is too large is refused, and what a replica may say passes',
        tests: [
          ['loadbalancer/render/problem-section.e2e.test.ts', 'with %i %s to %s'],
          [nginx, 'lets a token of 8 KB through, in both directions'],
        ],
      },
    ],
  },
  {
    title: 'V6 Authentication',
    requirements: [
      {
        id: '6.2.1, 6.2.4',
        requirement: 'Passwords are long, and none that everybody tries',
        tests: [],
        deviation: 'Any of 1 to 256 characters is taken: the accounts of the lab are public, and worth nothing.',
      },
      {
        id: '6.2.2',
        requirement: 'Users change their password, and the old one is good no more',
        tests: [
          [contract, newPassword],
          [users, 'a new password takes the place of the old one, everywhere'],
        ],
      },
      {
        id: '6.2.3',
        requirement: 'To change it takes the current one: a stolen credential is not enough',
        tests: [[contract, newPassword]],
      },
      {
        id: '6.3.1',
        requirement: 'Guessing is limited over all replicas together, and locks nobody else out',
        tests: [
          [
            limits,
            'compute as many hashes as are tolerated, are told when to come again, and keep out nobody else',
            'come to an end by address where each tries another name, known or not',
            'are never reached by those who are right, all behind one address',
          ],
        ],
        deviation: 'Virtual users have a cheap hash: a try at one is counted when it was wrong, not before.',
      },
      {
        id: '6.3.8',
        requirement: 'A refused login does not tell whether there is such a user',
        tests: [
          ['services/replica/equal-logins.test.ts', 'costs one hash of the same size, and is answered alike, %s'],
        ],
        deviation: 'Virtual users, whose names are no secret, have a cheap hash, and so a faster refusal.',
      },
    ],
  },
  {
    title: 'V7 Session management',
    requirements: [
      {
        id: '7.2.1',
        requirement: 'Credentials are verified where the client has no say',
        tests: [[contract, 'refuses a credential that was changed']],
      },
      {
        id: '7.2.3',
        requirement: 'Session ids are random (144 bits)',
        tests: [
          [cookie, 'tells what is wrong with it', 'of one mode is no good in another, though the strategy is the same'],
        ],
      },
      {
        id: '7.2.4',
        requirement: 'A login gets a new session, so that nobody can plant one',
        tests: [[cookie, 'changes at login, so that nobody can plant one']],
      },
      {
        id: '7.3.1',
        requirement: 'A session that nobody uses is over (`LAB_SESSION_IDLE_SECONDS`, 900 s by default)',
        tests: [
          [
            lifetimes,
            'is over when nobody has used it for the inactivity allowed',
            'is over when none of its tokens was used for the inactivity allowed',
          ],
        ],
        deviation:
          '`jwt` and `jwt-denylist` cannot know whether a token is used: its end, 900 s after the login, is all there is.',
      },
      {
        id: '7.3.2',
        requirement: 'A session is over however busy it is (`LAB_SESSION_TTL_SECONDS`, 1800 s by default)',
        tests: [
          [
            lifetimes,
            'lives on while it is used, until its absolute end and no longer',
            'ends at its absolute end, however often it is used',
          ],
          [jwt, 'that is rewritten for the cart keeps its name and its end: nobody lives longer by writing'],
        ],
      },
      {
        id: '7.4.1',
        requirement: 'A logout ends the credential, and a late write does not bring it back',
        tests: [
          [lifetimes, 'does not come back when its use is noted after the logout'],
          [refresh, 'logout ends the family; logout-all ends all of the user and nobody else’s'],
        ],
        deviation:
          'By mode, and on purpose: `jwt` lives until it expires, `jwt-refresh` for its minute, `basic` for ever; `memory`, `cluster` ' +
          'and `redis` lose races that `redis-atomic` does not. The lab measures it.',
      },
      {
        id: '7.4.2',
        requirement: 'Whoever is disabled is out, and cannot log in',
        tests: [
          [contract, disabled],
          [users, 'is nobody, here and elsewhere, and has the wrong password, until enabled'],
          [theft, 'is shut out at once in %s', 'goes on in jwt-refresh for what is left of the access token'],
        ],
        deviation:
          '`jwt` and `jwt-refresh` as with a logout (7.4.1): for as long as the token lives. `memory` and `sticky`: a session on ' +
          'another replica than the one that was asked is good again once its user is enabled.',
      },
      {
        id: '7.4.3',
        requirement: 'A new password ends whatever was got with the old one, and a thief is out',
        tests: [
          [contract, newPassword],
          [theft, 'is shut out at once in %s', 'goes on in jwt-refresh for what is left of the access token'],
        ],
        deviation:
          '`jwt` and `jwt-refresh` as with a logout (7.4.1). `memory` and `sticky`: the sessions on the replica that is asked. ' +
          'It is no option: one’s own other sessions end too.',
      },
      {
        id: '7.4.5',
        requirement: 'Admins end the sessions of a user, one or all',
        tests: [
          [
            lifetimes,
            'are listed and ended by an admin, and by no other user',
            'mode %s keeps no account of logins, and says so',
          ],
        ],
        deviation:
          '`memory`: those of the replica that is asked. `jwt`, `jwt-denylist`, `basic`: nobody keeps account of logins, 501 `no-session-list`.',
      },
      {
        id: '7.5.2',
        requirement: 'Users see their sessions, and end one, or all others',
        tests: [
          [
            lifetimes,
            'are listed without anything that lets somebody in',
            'end one by one, and then are listed no more',
            "end all but the one that asks, and nobody else's",
          ],
        ],
        deviation: 'The same modes cannot. The password is not asked for again.',
      },
    ],
  },
  {
    title: 'V8 Authorization',
    requirements: [
      {
        id: '8.2.1',
        requirement: 'The admin’s pages are for admins',
        tests: [[posts, 'are for admins']],
      },
      {
        id: '8.2.2',
        requirement: 'What belongs to a user is changed by nobody else',
        tests: [[posts, 'are changed and deleted by nobody else']],
      },
      {
        id: '8.3.2',
        requirement: 'A role that is taken away is gone at once',
        tests: [
          [
            'services/replica/fresh-roles.e2e.test.ts',
            'no request is judged by a role from before it was sent, also in a crowd, and on another replica',
          ],
          [refresh, 'a role that was taken away is gone at the next refresh'],
        ],
        deviation:
          'A token carries the role of its login until it ends: the lab measures for how long (`npx lab run roles`).',
      },
    ],
  },
  {
    title: 'V9 Self-contained tokens',
    requirements: [
      {
        id: '9.1.1',
        requirement: 'No token is believed without its signature',
        tests: [
          [jwt, 'that %s is refused: %s', 'of any other text is refused with 401, never 500'],
          [
            'bench/scenarios/forgery.e2e.test.ts',
            'gets in nowhere',
            'tries every attack that fits, each beside a control that was let in',
          ],
        ],
      },
      {
        id: '9.1.2',
        requirement: 'A key is good for its own algorithm only',
        tests: [
          [
            keys,
            'HS256 with the public key of $algorithm as secret is refused with 401',
            'a key is good for its own algorithm only, whatever other keys there are',
          ],
        ],
      },
      {
        id: '9.1.3',
        requirement:
          'Keys are those of the configuration, whatever a token says; weak secrets are refused at the start',
        tests: [
          ['bench/scenarios/forgery.e2e.test.ts', 'says for what reason each was refused'],
          ['services/replica/config/secret.test.ts', 'is refused where it is %s, and never shown'],
        ],
      },
      {
        id: '9.2.1',
        requirement: 'A token counts from its beginning to its end',
        tests: [[jwt, 'is refused when it has expired', 'is refused where the clock was set back to before its time']],
      },
      {
        id: '9.2.2–9.2.4',
        requirement: 'A token of another kind, mode or deployment is refused',
        tests: [
          [keys, 'two ids never share a key, nor do two algorithms or two modes'],
          ['bench/scenarios/forgery.e2e.test.ts', 'gets in nowhere'],
        ],
      },
    ],
  },
  {
    title: 'V12 Secure communication',
    requirements: [
      {
        id: '12.2.1',
        requirement: 'Clients speak TLS to the load balancer, or nothing; and verify who answers',
        tests: [
          [tls, 'shows a certificate that nobody else believes, and answers nobody who comes in clear'],
          [
            'bench/scenarios/tls.e2e.test.ts',
            'as fast as the answers come, in sessions by cookie and by token, sticky ones too',
            'not with somebody whom nobody trusts',
          ],
        ],
        deviation: `${byTls} From the load balancer to replicas and Redis it is plain TCP either way (12.3.3), and no authority vouches for the certificate (12.2.2).`,
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
          'There is no vault: replicas get their secret by their environment, drawn at each start where none is given.',
      },
    ],
  },
  {
    title: 'V14 Data protection',
    requirements: [
      {
        id: '14.2.6',
        requirement: 'What a token shows to its reader is what is needed',
        tests: [
          [
            jwt,
            'tells whoever reads it the user, its own name, who issued it when, until when, and the cart: nothing more',
          ],
        ],
        deviation: 'The cart is in it, for all to read who get hold of a copy: that is what the lab shows.',
      },
    ],
  },
  {
    title: 'V15 Secure coding and architecture',
    requirements: [
      {
        id: '15.1.2',
        requirement: 'Packages that run with the lab are listed, and anybody may use them',
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
        requirement: 'No package has a hole that is known',
        tests: [],
        deviation: 'No test asks for it, since the answer changes by the day: `npm audit --omit=dev` does.',
      },
    ],
  },
  {
    title: 'V16 Logging and error handling',
    requirements: [
      {
        id: '16.2.5',
        requirement: 'No credential is logged, nor in anything else that a run leaves behind',
        tests: [
          [audit, 'holds no name that was typed, no password, cookie, token or session id, in any mode'],
          [run, 'holds no credential: not in the history, not in a report, not in any log'],
          [theft, 'leaves nothing in history, reports and logs that lets anybody in'],
          [fuzz, fuzzed, 'replicas that write cookies into their logs are found out'],
        ],
      },
      {
        id: '16.3.1, 16.3.2',
        requirement:
          'Logins, refused logins, logouts, ended sessions, new passwords, disabled users, changed roles and refused admins are logged',
        tests: [[audit, 'tells each thing that happens to logins and roles in one line']],
        deviation: 'With `basic` each request is a login: only those that are refused are logged.',
      },
      {
        id: '16.5.1',
        requirement: 'A fault of ours keeps its secrets',
        tests: [[replica, 'a fault of ours is 500 and keeps its secrets']],
      },
      {
        id: '16.5.2, 16.5.3',
        requirement: 'While a store cannot be asked nobody is let in, and nobody logged out',
        tests: [
          [
            'services/strategies/redis.e2e.test.ts',
            'answers 503 while Redis is dead, also to logins, and recovers by itself',
          ],
        ],
      },
      {
        id: '16.5.4',
        requirement: 'No request, however odd, ends a replica (`npx node benchmarks/fuzz.ts` sends 100,000 such)',
        tests: [[fuzz, fuzzed, 'replicas that believe too much, and fall over a header that is a list, are found out']],
      },
    ],
  },
]
