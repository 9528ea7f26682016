/** How commands print: when colours are used, and what an error looks like. */
import { isUnwritable, whyUnwritable } from '../../bench/history/disk.ts'

/** Whether to print colours: on a terminal that has them, unless `NO_COLOR` is set (https://no-color.org). */
export function coloursWanted(
  { NO_COLOR, TERM }: NodeJS.ProcessEnv,
  isTerminal = process.stdout.isTTY === true,
): boolean {
  return isTerminal && !NO_COLOR && TERM !== 'dumb'
}

/** Errors of the user's input or machine: their messages say what happened and what to do. */
const expectedCode =
  /^ERR_(SCENARIO|RESULTS_FOLDER|HISTORY_FILE|REPORT_FILE|COMPARE|CAPACITY|LIMIT|LOAD|LOAD_BALANCER|TOOL_MISSING|TOOL_UNUSABLE|NO_ENGINE|IMAGE|BAD_TOPOLOGY|PORT_IN_USE|PART_FAILED|CHAPTER)$/

/** An error as printed: the message alone where the code is expected, otherwise a bug of the lab with its stack trace. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return `lab: ${String(error)}\n`
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined && expectedCode.test(code)) return `lab: ${error.message.replaceAll('\n', '\nlab: ')}\n`
  if (isUnwritable(error)) {
    const what = error.path ?? `a file (${error.syscall})`
    return `lab: cannot write ${what}: ${whyUnwritable(error)}: free space there, or use another folder\n`
  }
  return `lab: internal error, please report it:\n${error.stack ?? error.message}\n`
}
