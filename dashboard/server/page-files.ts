/** The page's files, read once at start. Only these files are served, so a request path never reaches the file system. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file as it is sent. */
export interface PageFile {
  readonly type: string
  readonly body: string
  readonly etag: string
}

const folder = join(import.meta.dirname, '..', 'page')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
}

/** ES modules of installed packages, as the import map in index.html names them. */
const modules: Readonly<Record<string, string>> = {
  'preact.mjs': import.meta.resolve('preact'),
  'hooks.mjs': import.meta.resolve('preact/hooks'),
  'htm.mjs': import.meta.resolve('htm'),
  'htm-preact.mjs': import.meta.resolve('htm/preact'),
}

/** All files by their path below `/lab/`. TypeScript files are sent without their types, as plain JavaScript. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => extname(path) in types && !/\.(test|fixture)\.ts$/.test(path))
    .map((path): [string, PageFile] => [path, toFile(path, readFileSync(join(folder, path), 'utf8'))])
  const packages = Object.entries(modules).map(([name, url]): [string, PageFile] => [
    `modules/${name}`,
    toFile(name, readFileSync(fileURLToPath(url), 'utf8')),
  ])
  return new Map([...own, ...packages])
}

/** The hash with which the content security policy allows the page's one inline script, the import map. */
export function importMapHash({ body }: PageFile): string {
  const map = /<script type="importmap">(.*?)<\/script>/s.exec(body)?.[1]
  if (map === undefined) throw new Error('[dashboard] index.html has no import map')
  return `'sha256-${createHash('sha256').update(map).digest('base64')}'`
}

function toFile(path: string, text: string): PageFile {
  const extension = extname(path)
  const body = extension === '.ts' ? withoutTypes(text) : text
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
  return { type: types[extension] as string, body, etag }
}

/** Node emits an experimental warning for this function; it would disturb the command line's output. */
function withoutTypes(text: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(text)
  } finally {
    process.emitWarning = emitWarning
  }
}
