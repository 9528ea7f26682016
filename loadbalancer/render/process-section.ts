/** The top of nginx.conf: how nginx runs as a process, before it serves anything. */

import type { LoadBalancer } from '../load-balancer.ts'
import { block } from './block.ts'

const workers = `\
# One worker can serve more requests than a few replicas can answer, and a second one would only take CPU from them. If
# nginx has a machine of its own, use auto. The upstreams' shared zones keep round robin exact in both cases.
worker_processes      1;
worker_rlimit_nofile  16384;`

const events = `${block('events', 'worker_connections 8192;')}`

/** nginx's paths; `accessLog` includes its quotes. */
export interface Paths {
  readonly accessLog: string
  /** Directives for `http { … }`; empty in containers. */
  readonly temporaryFiles: string
}

/** The paths inside of `http { … }`. In the official container image the logs are links to standard output. */
export function pathsOf({ directory }: LoadBalancer): Paths {
  if (directory === undefined) return { accessLog: '/var/log/nginx/access.log', temporaryFiles: '' }
  return {
    accessLog: `"${directory}/access.log"`,
    temporaryFiles: `\
# nginx creates all of these at its start, used or not, and its compiled-in paths may not be writable.
client_body_temp_path  "${directory}/client-body";
proxy_temp_path        "${directory}/proxy";
fastcgi_temp_path      "${directory}/fastcgi";
uwsgi_temp_path        "${directory}/uwsgi";
scgi_temp_path         "${directory}/scgi";`,
  }
}

/** Renders everything above `http { … }`. */
export function renderProcessSection({ directory, runAsRoot = false }: LoadBalancer): string {
  if (directory === undefined) {
    return [workers, 'error_log             /var/log/nginx/error.log warn;', '', events].join('\n')
  }
  return [
    ...(runAsRoot
      ? [
          '# Started by root: the worker stays root, as otherwise it could not write below this folder.',
          'user root;',
          '',
        ]
      : []),
    workers,
    `pid                   "${directory}/nginx.pid";`,
    `error_log             "${directory}/error.log" warn;`,
    'daemon                off;  # in the foreground, so that its parent can wait for its exit',
    '',
    events,
  ].join('\n')
}
