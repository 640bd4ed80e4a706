import type { SpokenEvent } from '../language.ts'
import { quoted } from '../quoted.ts'

/** An event as Portuguese speaks of it. No two events are spoken of alike. */
export type EventWords = {
  /** `comprou` */
  readonly did: string
  /** `compra`, `compras` */
  readonly one: string
  readonly many: string
  readonly feminine: boolean
}

export function eventWords(name: string): EventWords {
  const known = Object.hasOwn(words, name) ? words[name as SpokenEvent] : undefined
  const q = quoted(name)
  const [did, one, many, article] = known ?? [`fez ${q}`, `evento ${q}`, `eventos ${q}`, 'o']
  return { did, one, many, feminine: article === 'a' }
}

type Words = readonly [did: string, one: string, many: string, article: 'o' | 'a']

export const words: Readonly<Record<SpokenEvent, Words>> = {
  'Products Searched': ['buscou produtos', 'busca de produtos', 'buscas de produtos', 'a'],
  'Product List Viewed': [
    'viu uma lista de produtos',
    'visualização de lista de produtos',
    'visualizações de listas de produtos',
    'a',
  ],
  'Product List Filtered': [
    'filtrou uma lista de produtos',
    'filtragem de lista de produtos',
    'filtragens de listas de produtos',
    'a',
  ],
  'Promotion Viewed': [
    'viu uma promoção',
    'visualização de promoção',
    'visualizações de promoções',
    'a',
  ],
  'Promotion Clicked': [
    'clicou em uma promoção',
    'clique em promoção',
    'cliques em promoções',
    'o',
  ],
  'Product Clicked': ['clicou em um produto', 'clique em produto', 'cliques em produtos', 'o'],
  'Product Viewed': ['viu um produto', 'visualização de produto', 'visualizações de produtos', 'a'],
  'Product Added': [
    'colocou um produto no carrinho',
    'inclusão no carrinho',
    'inclusões no carrinho',
    'a',
  ],
  'Product Removed': [
    'tirou um produto do carrinho',
    'retirada do carrinho',
    'retiradas do carrinho',
    'a',
  ],
  'Cart Viewed': ['viu o carrinho', 'visualização do carrinho', 'visualizações do carrinho', 'a'],
  'Checkout Started': ['iniciou o checkout', 'início de checkout', 'inícios de checkout', 'o'],
  'Checkout Step Viewed': [
    'viu uma etapa do checkout',
    'visualização de etapa do checkout',
    'visualizações de etapas do checkout',
    'a',
  ],
  'Checkout Step Completed': [
    'concluiu uma etapa do checkout',
    'conclusão de etapa do checkout',
    'conclusões de etapas do checkout',
    'a',
  ],
  'Payment Info Entered': [
    'informou dados de pagamento',
    'preenchimento de dados de pagamento',
    'preenchimentos de dados de pagamento',
    'o',
  ],
  'Page Viewed': ['viu uma página', 'visualização de página', 'visualizações de páginas', 'a'],
  'Order Updated': [
    'teve um pedido atualizado',
    'atualização de pedido',
    'atualizações de pedidos',
    'a',
  ],
  'Order Completed': ['comprou', 'compra', 'compras', 'a'],
  'Order Refunded': ['teve um pedido reembolsado', 'reembolso', 'reembolsos', 'o'],
  'Order Cancelled': [
    'teve um pedido cancelado',
    'cancelamento de pedido',
    'cancelamentos de pedidos',
    'o',
  ],
  'Coupon Entered': ['digitou um cupom', 'digitação de cupom', 'digitações de cupons', 'a'],
  'Coupon Applied': ['usou um cupom', 'uso de cupom', 'usos de cupons', 'o'],
  'Coupon Denied': ['teve um cupom recusado', 'recusa de cupom', 'recusas de cupons', 'a'],
  'Coupon Removed': ['removeu um cupom', 'remoção de cupom', 'remoções de cupons', 'a'],
  'Product Added to Wishlist': [
    'colocou um produto na lista de desejos',
    'inclusão na lista de desejos',
    'inclusões na lista de desejos',
    'a',
  ],
  'Product Removed from Wishlist': [
    'tirou um produto da lista de desejos',
    'retirada da lista de desejos',
    'retiradas da lista de desejos',
    'a',
  ],
  'Wishlist Product Added to Cart': [
    'passou um produto da lista de desejos para o carrinho',
    'passagem da lista de desejos para o carrinho',
    'passagens da lista de desejos para o carrinho',
    'a',
  ],
  'Product Shared': [
    'compartilhou um produto',
    'compartilhamento de produto',
    'compartilhamentos de produtos',
    'o',
  ],
  'Cart Shared': [
    'compartilhou o carrinho',
    'compartilhamento do carrinho',
    'compartilhamentos do carrinho',
    'o',
  ],
  'Product Reviewed': ['avaliou um produto', 'avaliação de produto', 'avaliações de produtos', 'a'],
  'Email Sent': ['recebeu um disparo de e-mail', 'disparo de e-mail', 'disparos de e-mail', 'o'],
  'Email Delivered': ['recebeu um e-mail', 'e-mail recebido', 'e-mails recebidos', 'o'],
  'Email Opened': ['abriu um e-mail', 'abertura de e-mail', 'aberturas de e-mail', 'a'],
  'Email Link Clicked': [
    'clicou em um link de e-mail',
    'clique em link de e-mail',
    'cliques em links de e-mail',
    'o',
  ],
  'Email Bounced': ['teve um e-mail devolvido', 'e-mail devolvido', 'e-mails devolvidos', 'o'],
  'Email Marked as Spam': [
    'marcou um e-mail como spam',
    'e-mail marcado como spam',
    'e-mails marcados como spam',
    'o',
  ],
  Unsubscribed: [
    'cancelou a inscrição',
    'cancelamento de inscrição',
    'cancelamentos de inscrição',
    'o',
  ],
}
