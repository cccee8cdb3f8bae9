/**
 * Which loan an account of somebody's last file is. Numbers decide: first as they stand, then without leading zeros, blanks
 * and case aside. Consumers only tell apart what has the same number; a shared consumer alone makes no match, for people have several
 * loans.
 */

/** An account of the file, or a loan. */
export interface Side {
  id: string
  consumerAccountNumber: string
  /** Hashes of its consumers' SSNs. */
  ssnHashes: readonly string[]
}

export interface Match {
  match: 'NUMBER' | 'NUMBER_AND_SSN' | 'AMBIGUOUS' | 'NONE'
  /** Null for the last two. */
  loanId: string | null
  /** Whether they have a consumer in common; null where one of them names none. */
  sameConsumer: boolean | null
}

/** Without blanks, case and leading zeros. '' compares with nothing. The index metro2_records_account_key says the same. */
export function accountKeyOf(consumerAccountNumber: string): string {
  return asWritten(consumerAccountNumber).replace(/^0+/, '')
}

const asWritten = (number: string) => number.replaceAll(' ', '').replace(/[a-z]+/g, (letters) => letters.toUpperCase())

/** @param accounts all of the file that have the keys of these, and `loans` all loans that have */
export function matchAccounts(accounts: readonly Side[], loans: readonly Side[]): Map<string, Match> {
  const matches = new Map<string, Match>()
  const loansByKey = Map.groupBy(loans, (loan) => accountKeyOf(loan.consumerAccountNumber))
  for (const [key, group] of Map.groupBy(accounts, (account) => accountKeyOf(account.consumerAccountNumber))) {
    matchGroup(group, key === '' ? [] : (loansByKey.get(key) ?? []), matches)
  }
  return matches
}

function matchGroup(accounts: readonly Side[], loans: readonly Side[], matches: Map<string, Match>): void {
  const taken = new Set<string>()
  const take = (account: Side, loan: Side, match: Match['match']) => {
    taken.add(account.id).add(loan.id)
    matches.set(account.id, { match, loanId: loan.id, sameConsumer: sameConsumer(account, loan) })
  }
  const left = <S extends Side>(sides: readonly S[]) => sides.filter(({ id }) => !taken.has(id))

  const loansByNumber = Map.groupBy(loans, (loan) => asWritten(loan.consumerAccountNumber))
  for (const [number, same] of Map.groupBy(accounts, (account) => asWritten(account.consumerAccountNumber))) {
    const [loan, another] = loansByNumber.get(number) ?? []
    if (same.length === 1 && loan && !another) take(same[0]!, loan, 'NUMBER')
  }
  const [account, ...others] = left(accounts)
  const rest = left(loans)
  if (account && others.length === 0 && rest.length === 1) take(account, rest[0]!, 'NUMBER')
  for (const [one, loan] of pairsByConsumer(left(accounts), left(loans))) take(one, loan, 'NUMBER_AND_SSN')
  const open = left(loans)
  for (const { id } of left(accounts)) {
    // Loans that another account took are not open to this one: then the file holds an account too many.
    matches.set(id, {
      match: open.length > 0 || loans.length > 0 ? 'AMBIGUOUS' : 'NONE',
      loanId: null,
      sameConsumer: null,
    })
  }
}

/** Pairs in which each is the only one of the other side with a consumer of it. */
function pairsByConsumer(accounts: readonly Side[], loans: readonly Side[]): [Side, Side][] {
  const pairs: [Side, Side][] = []
  for (const account of accounts) {
    const [loan, another] = loans.filter((each) => shares(account, each))
    if (loan && !another && accounts.filter((each) => shares(each, loan)).length === 1) pairs.push([account, loan])
  }
  return pairs
}

const shares = (one: Side, other: Side) => one.ssnHashes.some((hash) => other.ssnHashes.includes(hash))

export function sameConsumer(one: Side, other: Side): boolean | null {
  return one.ssnHashes.length === 0 || other.ssnHashes.length === 0 ? null : shares(one, other)
}
