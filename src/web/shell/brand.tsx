import { Link } from '@tanstack/react-router'
import mark from '../mark.svg'
import { paths } from '../paths.ts'

/** The name of the program, which leads home. */
export function Brand() {
  return (
    <Link to={paths.home} className="brand">
      <img src={mark} alt="" />
      Clientela
    </Link>
  )
}
