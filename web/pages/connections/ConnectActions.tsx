/** A way into the wizard for each kind of source that is installed. */
import { Link } from '@tanstack/react-router'

export function ConnectActions({ plugins }: { plugins: readonly { id: string; name: string }[] }) {
  return plugins.map(({ id, name }) => (
    <Link key={id} className="button" to="/integrations/$source/connect" params={{ source: id }}>
      Connect {name}
    </Link>
  ))
}
