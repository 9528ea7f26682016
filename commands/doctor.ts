/** `lab doctor`: checks whether this machine can run the lab, and prints what to do where it cannot. */
import { access, constants, mkdir } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { Command } from 'commander'
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
    .option('--out <dir>', 'folder for results', 'results')
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
    { what: 'results', check: () => writable(out) },
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

async function writable(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
    return folder
  } catch (cause) {
    throw new Error(
      `cannot write to ${folder} (${(cause as NodeJS.ErrnoException).code}): choose another folder with --out`,
      { cause },
    )
  }
}
