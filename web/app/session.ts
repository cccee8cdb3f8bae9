/** The API key of this tab: kept in the tab's session storage, gone when the tab is. It never stands in an address. */
const keyName = 'metro2.apiKey'

export const storedKey = (): string | null => sessionStorage.getItem(keyName)

export function storeKey(key: string): void {
  sessionStorage.setItem(keyName, key)
}

/** Forgets the key, and all else that was kept for the one who was signed in. */
export function forgetKey(): void {
  sessionStorage.clear()
}
