/** A page that is loaded when it is first gone to. */
import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router'

/** The page's code did not come: the server is away, or has a new version with other names. */
export class PageUnreachable extends Error {}

/**
 * As `lazyRouteComponent`, whose own answer to code that does not come is to load the whole client again: while the server is
 * away that ends on the browser's error page, and all that is written and not saved is gone.
 */
export const page = <Name extends string>(load: () => Promise<Record<Name, RouteComponent>>, name: Name) =>
  lazyRouteComponent(
    () =>
      load().catch((cause) => {
        throw new PageUnreachable('The page could not be loaded.', { cause })
      }),
    name,
  )
