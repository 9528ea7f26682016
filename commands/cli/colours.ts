/** Whether output may have colours: on a terminal, unless somebody asked for none (https://no-color.org). */
export function coloursWanted({ NO_COLOR }: NodeJS.ProcessEnv): boolean {
  return process.stdout.isTTY === true && !NO_COLOR
}
