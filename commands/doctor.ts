/** `lab doctor`: checks whether this machine can run the lab, and prints what to do where it cannot. */
import { existsSync } from 'node:fs'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { freeBytes, whyUnwritable } from '../bench/history/disk.ts'
import { findEngine } from '../stack/launchers/containers/find-engine.ts'
import type { Tool } from '../stack/toolchain/tool.ts'
import { toolsFrom } from './cli/launcher.ts'

interface Requirement {
  readonly what: string
  /** Returns what was found, in a few words. @throws an error that says what is missing and what to do */
  readonly check: () => Promise<string>
}

export function doctor(environment: NodeJS.ProcessEnv): Command {
  return new Command('doctor')
    .description('check whether this machine can run the lab')
    .option('--out <dir>', 'folder for results: whether it can be written to, and has enough free space', 'results')
    .action(async ({ out }: { out: string }) => {
      const found = await Promise.all(requirements(environment, out).map(result))
      const width = Math.max(...found.map(({ what }) => what.length)) + 2
      for (const { what, ok, says } of found)
        process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(width)}${says}\n`)
      process.exitCode = found.every(({ ok }) => ok) ? 0 : 2
    })
}

function requirements(environment: NodeJS.ProcessEnv, out: string): Requirement[] {
  const tools = toolsFrom(environment, (line) => process.stderr.write(`${line}\n`))
  tools.catch(() => {}) // Reported by the requirements that await it.
  const describe = ({ version, path }: Tool) => `${version} (${path})`
  return [
    { what: 'Node', check: async () => `${process.versions.node} (${process.execPath})` },
    { what: 'nginx', check: async () => describe((await tools).nginx) },
    { what: 'Redis', check: async () => describe((await tools).redis) },
    { what: 'containers', check: () => engineOf(environment) },
    {
      what: 'machine',
      check: async () =>
        `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    },
    { what: 'results', check: () => roomIn(out) },
  ]
}

/** A missing engine is not a failure: only `--launcher containers` needs one. */
async function engineOf({ DOCKER_HOST }: NodeJS.ProcessEnv): Promise<string> {
  return findEngine(DOCKER_HOST).then(
    ({ version, address }) => `${version} (${address})`,
    ({ message }: Error) =>
      `none (only --launcher containers needs one): ${message.replace(/, or use --launcher.*/, '')}`,
  )
}

async function result({ what, check }: Requirement) {
  try {
    return { what, ok: true, says: await check() }
  } catch (error) {
    return { what, ok: false, says: (error as Error).message }
  }
}

/** A default run takes about 30 MB, most of it nginx's access log: enough for several runs, or one of some minutes. */
const leastMegabytes = 200

/** Returns the free space. @throws an error where the folder cannot be written to, or has too little space */
async function roomIn(folder: string): Promise<string> {
  const existing = nearestExisting(resolve(folder))
  try {
    // The permission bits alone do not show whether root can write.
    await rmdir(await mkdtemp(join(existing, '.lab-doctor-')))
  } catch (cause) {
    const why = whyUnwritable(cause as Error)
    throw new Error(`cannot write to ${folder}: ${why}: choose another folder with --out`, { cause })
  }
  const free = await freeBytes(existing)
  if (free === undefined) return `${folder}: can be written to, free space unknown`
  const megabytes = Math.floor(free / 1e6)
  if (megabytes < leastMegabytes)
    throw new Error(
      `${folder}: ${megabytes} MB free, at least ${leastMegabytes} MB are needed: free space there, or choose another folder with --out`,
    )
  return `${folder}: can be written to, ${megabytes.toLocaleString('en')} MB free`
}

/** The folder, or where it is not there, the parent in which a run would make it. */
function nearestExisting(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestExisting(dirname(folder))
}
