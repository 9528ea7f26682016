/** What answers say to browsers about themselves: here, and not in the replicas, since it is the same for every answer. */
import { block } from './block.ts'

const headers = [
  'add_header X-Content-Type-Options $is_answer always;',
  'add_header Content-Security-Policy $may_load always;',
  'add_header Cross-Origin-Resource-Policy $may_be_read_by always;',
].join('\n')

/** The maps that say it of modes alone, for `http { … }`: an empty header is not sent. */
export function renderSecurityMap(): string {
  const saying = (variable: string, value: string) => block(`map $mode ${variable}`, `default ${value};`, '-       "";')
  return `\
# Answers of the modes are data: no browser is to take them for anything else, show them in a frame, or lend them to
# pages of other sites. Whatever else is served below this address speaks for itself.
${saying('$is_answer', 'nosniff')}
${saying('$may_load', "\"default-src 'none'; frame-ancestors 'none'\"")}
${saying('$may_be_read_by', 'same-origin')}`
}

/** The headers themselves, for `server { … }`. */
export function renderSecurityHeaders(): string {
  return headers
}

/** The directives of a location, with the headers where it has some of its own: those would hide the server's. */
export function withSecurityHeaders(directives: string): string {
  return directives.includes('add_header') ? `${directives}\n${headers}` : directives
}
