import { changeSetting } from '#modules/company/contract.ts'
import { changeMyShop } from '#modules/field/contract.ts'
import { sendMyPhoto, showMyShop } from '#modules/field/contract/faces.ts'
import type { Api } from '#kit/api.ts'
import { drawnPhoto } from './goods-examples.ts'

/** A photo and a greeting that somebody of the company has to look at first. */
export async function letFaceWait(staff: Api, distributor: Api): Promise<void> {
  const { shopName, waiting, findable } = await distributor(showMyShop, {})
  if (waiting || shopName === null) return
  await staff(changeSetting, {
    params: { name: 'field.review_shops' },
    body: { market: null, value: true },
  })
  const greeting = 'Ask me about the night oil: I have used it for a year.'
  await distributor(changeMyShop, { body: { shopName, greeting, findable } })
  await distributor(sendMyPhoto, { body: await drawnPhoto('#d9b8a6', '#7a3b34') })
}
