import type { CombinedError } from 'urql'

/** Why something was not done or not answered, for people. */
export function refusal(
  error: CombinedError | undefined,
  errors: readonly { message: string }[] | undefined = undefined,
): string {
  const known = errors?.map(({ message }) => message).join(' ')
  if (known) return known
  if (error?.networkError && error.response === undefined) {
    return 'The server cannot be reached. Check your connection; what you have written stays here.'
  }
  return error?.graphQLErrors.map(({ message }) => message).join(' ') || 'The server could not answer.'
}
