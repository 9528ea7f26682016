/** An error as its reader needs it: a set-up that cannot work is one clear line, anything else a fault of the lab's own. */

const expectedCode =
  /^ERR_(SCENARIO|RESULTS_FOLDER|HISTORY_FILE|REPORT_FILE|COMPARE|CAPACITY|LIMIT|LOAD|LOAD_BALANCER|TOOL_MISSING|TOOL_UNUSABLE|NO_ENGINE|IMAGE|BAD_TOPOLOGY|PORT_IN_USE|PART_FAILED|CHAPTER)$/

export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return `lab: ${String(error)}\n`
  const { code } = error as NodeJS.ErrnoException
  if (code !== undefined && expectedCode.test(code)) return `lab: ${error.message.replaceAll('\n', '\nlab: ')}\n`
  return `lab: this should not have happened, and is a fault of the lab itself:\n${error.stack ?? error.message}\n`
}
