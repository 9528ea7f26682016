/**
 * Set-up: installs the packages of package-lock.json where they are missing, and finds the Node on which the lab runs.
 * Plain CommonJS without dependencies, since it runs on any Node before anything is installed.
 */
const { spawnSync } = require('node:child_process')
const { existsSync, lstatSync, readFileSync, symlinkSync } = require('node:fs')
const { join } = require('node:path')
const { findMissing } = require('./installed.cjs')
const { withLock } = require('./lock.cjs')

const root = join(__dirname, '..')

/** Why the project's folder cannot be written to. */
const unwritable = {
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
}
const remedy = 'make it writable, or free space there, or copy the project to another folder'

/**
 * Makes the project ready to run. Ends the process with status 2 where that fails.
 * @param {{ runtimeOnly: boolean }} options - whether the packages for tests and checks may be missing
 * @returns {string} path of a Node that is new enough
 */
function setUp({ runtimeOnly }) {
  if (findMissing(root, { runtimeOnly }).length > 0) {
    try {
      withLock(join(root, '.tools', 'setup.lock'), () => {
        // Another process may have installed them while this one waited.
        if (findMissing(root, { runtimeOnly }).length > 0) install({ runtimeOnly })
      })
    } catch (error) {
      if (!(error.code in unwritable)) throw error
      fail(`cannot install the packages into ${root}: ${unwritable[error.code]} (${error.code}): ${remedy}`)
    }
  }
  linkCommand()
  return findNode()
}

function install({ runtimeOnly }) {
  const what = runtimeOnly ? 'the packages to run the lab' : 'all packages'
  console.error(`setup: installing ${what} (npm ci, about half a minute, once)`)
  const choice = runtimeOnly ? '--omit=dev' : '--include=dev'
  const retries = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=1000']
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund']
  // The pinned Node is an optional dependency: each platform has its own package.
  const { status, stderr, error } = npm(['ci', choice, '--include=optional', ...quiet, ...retries])
  if (error) fail(`cannot run npm (${error.message}): install Node with npm from nodejs.org`)
  if (status === 0) return
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  const reason = lines.filter((line) => line && !/^(code|errno|syscall|A complete log|.*debug-0\.log)/.test(line))[0]
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED/.test(stderr)
  if (offline) fail(`npm ci cannot reach the package registry: connect to the network once, then try again (${reason})`)
  fail(`npm ci failed: ${reason ?? `status ${status}`}. Run \`npm ci\` to see all of it`)
}

/** Runs npm: the one that started this process, else the machine's. */
function npm(args) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] }
  const started = process.env['npm_execpath'] ?? ''
  return started.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [started, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

/** Makes `npx lab` work: npm links the commands of dependencies, but not the project's own. */
function linkCommand() {
  const link = join(root, 'node_modules', '.bin', 'lab')
  if (lstatSync(link, { throwIfNoEntry: false })) return
  try {
    symlinkSync('../../bin/lab.cjs', link)
  } catch {
    // Another process has created it, or this user may not: `node bin/lab.cjs` does the same.
  }
}

/** The pinned Node, or where its package did not install, this Node, if it is new enough. */
function findNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const least = engines.node.replace('>=', '')
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const { stdout } = existsSync(pinned) ? spawnSync(pinned, ['--version'], { encoding: 'utf8' }) : { stdout: '' }
  if (stdout && isAtLeast(stdout.slice(1), least)) return pinned
  if (isAtLeast(process.versions.node, least)) return process.execPath
  return fail(
    `the lab needs Node ${least} or newer, this one is ${process.versions.node}, and the Node package for ` +
      `${process.platform}-${process.arch} did not install: install Node ${least} from nodejs.org, then try again`,
  )
}

/** Compares versions by major and minor. */
function isAtLeast(version, least) {
  const [[major, minor], [leastMajor, leastMinor = 0]] = [version, least].map((text) => text.split('.').map(Number))
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

function fail(message) {
  console.error(`setup: ${message}`)
  process.exit(2)
}

module.exports = { setUp }
if (require.main === module) setUp({ runtimeOnly: false })
