import { routes } from '../../api/routes.ts'
import { useAsk } from '../client/ask.ts'
import { ShopForm } from '../settings/shopForm.tsx'
import { useText } from '../text.tsx'
import { Page, Waiting } from '../ui/page.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** What dates, weeks, amounts and phone numbers mean for everyone here. */
export function SettingsShop() {
  const { t } = useText()
  const shop = useAsk(routes.shop.read, {})
  const status = useAsk(routes.status.read, {})
  return (
    <Page title={t('settings.shop')} lead={t('settings.shopNote')}>
      {(shop.isPending || status.isPending) && <Waiting lines={6} />}
      {shop.isError && <Trouble error={shop.error} retry={() => void shop.refetch()} />}
      {status.isError && <Trouble error={status.error} retry={() => void status.refetch()} />}
      {shop.isSuccess && status.isSuccess && (
        <ShopForm
          key={JSON.stringify(shop.data)}
          shop={shop.data}
          segments={status.data.segments}
        />
      )}
    </Page>
  )
}
