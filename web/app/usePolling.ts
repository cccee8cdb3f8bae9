import { useEffect } from 'react'

/** Calls something every so often while the page is looked at. */
export function usePolling(call: () => void, everyMs: number): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') call()
    }, everyMs)
    return () => clearInterval(timer)
  }, [call, everyMs])
}
