/** A way into the wizard for each kind of source that is installed. */
import { Link } from '@tanstack/react-router'

type Plugin = { id: string; name: string }

/** @param primary whether connecting is what the page is for: then the usual source stands out */
export function ConnectActions({ plugins, primary }: { plugins: readonly Plugin[]; primary?: boolean }) {
  return plugins.toSorted(usualFirst).map(({ id, name }, index) => (
    <Link
      key={id}
      className={primary && index === 0 ? 'button primary' : 'button'}
      to="/integrations/$source/connect"
      params={{ source: id }}
    >
      Connect {name}
    </Link>
  ))
}

/** Most lenders' loans are in LoanPro. */
const usualFirst = (a: Plugin, b: Plugin) => Number(b.id === 'loanpro') - Number(a.id === 'loanpro')
