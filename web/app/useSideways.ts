/** A navigation that is moved sideways where there is no room for it: the current item in view, and which sides hold more. */
import { useLocation } from '@tanstack/react-router'
import { type RefObject, useEffect, useRef } from 'react'

/** Answers where to put it: an element whose attribute `data-more` names the sides, for its style to fade (layout.css). */
export function useSideways<E extends HTMLElement>(): RefObject<E | null> {
  const place = useRef<E>(null)
  const path = useLocation({ select: ({ pathname }) => pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page makes another item current
  useEffect(() => {
    if (place.current) showCurrent(place.current)
  }, [path])
  useEffect(() => {
    const element = place.current
    if (!element) return
    const mark = () => markSides(element)
    const sizes = new ResizeObserver(mark)
    sizes.observe(element)
    element.addEventListener('scroll', mark, { passive: true })
    return () => {
      sizes.disconnect()
      element.removeEventListener('scroll', mark)
    }
  }, [])
  return place
}

/** Moves the element alone: `scrollIntoView` would move the page as well where it is scrolled. */
function showCurrent(element: HTMLElement) {
  const current = element.querySelector('[aria-current="page"]')?.getBoundingClientRect()
  if (!current) return
  const { left, width } = element.getBoundingClientRect()
  element.scrollLeft += current.left + current.width / 2 - (left + width / 2)
}

function markSides(element: HTMLElement) {
  const { scrollLeft, clientWidth, scrollWidth } = element
  const sides = [...(scrollLeft > 1 ? ['left'] : []), ...(scrollLeft + clientWidth < scrollWidth - 1 ? ['right'] : [])]
  element.dataset.more = sides.join(' ')
}
