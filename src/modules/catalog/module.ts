import { prepareImage } from '#platform/images/prepare-image.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { shopRoutes } from './http/shop-routes.ts'
import { campaignRoutes } from './http/campaign-routes.ts'
import { changeRoutes } from './http/change-routes.ts'
import { costRoutes } from './http/cost-routes.ts'
import { fileRoutes } from './http/file-routes.ts'
import { imageRoutes } from './http/image-routes.ts'
import { officeRoutes } from './http/office-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'
import { variantRoutes } from './http/variant-routes.ts'
import type { ShopDeps } from './use-cases/market-goods.ts'

export const catalogModule: ModuleDefinition<ShopDeps> = {
  name: 'catalog',
  rights: {
    'catalog.read': 'See all products with the prices of every market',
    'catalog.write': 'Add and change products, and set their prices',
    'catalog.costs': 'See and set what goods cost the company, and the margin of promotions',
  },
  messages: {
    'catalog.market_not_found': 'There is no market "{market}".',
    'catalog.product_not_found': 'The product {code} is not sold here.',
    'catalog.category_unknown': 'There is no category "{code}".',
    'catalog.category_conflict': 'The category "{code}" is there already.',
    'catalog.text_missing': 'A product needs a name in at least one language.',
    'catalog.price_conflict': 'Another price begins at that moment or later.',
    'catalog.price_in_the_past': 'A price can begin now or later, never in the past.',
    'catalog.price_negative': 'A price cannot be below zero.',
    'catalog.price_last': 'It would have no price left. Withdraw the product instead, or set another price.',
    'catalog.cost_conflict': 'Another cost begins at that moment or later.',
    'catalog.price_missing': 'It has no such price in this market at that moment.',
    'catalog.part_twice': 'A product stands in a kit once, with its number of pieces.',
    'catalog.part_unknown': 'There is no product {product} to put into a kit.',
    'catalog.kit_of_kits_conflict':
      'The product {product} cannot stand there: a part is no kit, and a kit is no part of another.',
    'catalog.family_kit_conflict':
      'The product {product} has options, or is a kit or part of one; it cannot be both. Choose one of its variants.',
    'catalog.image_unknown': 'The product has no such picture.',
    'catalog.image_not_found': 'There is no such picture.',
    'catalog.too_many_images': 'A product has at most {most} pictures. Take one out first.',
    'catalog.variant_conflict': 'The product {product} is a variant. Options belong to its family.',
    'catalog.option_twice': 'Every option and every value of one needs a code of its own.',
    'catalog.option_used_conflict':
      'The variant {product} was made with an option or value that would be gone. Nothing was saved; withdraw the variant instead.',
    'catalog.choice_unknown': 'A variant takes one value of every option.',
    'catalog.choice_twice': 'Two variants have the same values.',
    'catalog.too_many_variants': 'A product has at most {most} variants.',
    'catalog.state_conflict': 'What was on sale cannot become a draft again. Withdraw it instead.',
    'catalog.product_conflict':
      'Somebody else changed the product {code} while you did. Nothing was saved; look at it again.',
    'catalog.too_many_products': 'One step changes at most {most} products. Choose fewer.',
    'catalog.tax_class_unknown': 'No product has the tax class "{code}".',
    'catalog.goods_forbidden':
      'What goods are concerns every market: you need the right "catalog.write" in all of them.',
    'catalog.nothing_changes': 'Nothing would change. Nothing was written.',
    'catalog.change_not_found': 'There is no such change.',
    'catalog.undo_conflict': 'This change was taken back already, or cannot be.',
    'catalog.undone_category_conflict': 'The category "{code}" was changed since. Nothing was taken back.',
    'catalog.undone_product_conflict':
      'The product {product} was changed again since. Nothing was taken back; change it by hand.',
    'catalog.file_unreadable': 'The file is neither CSV nor XLSX, or it is damaged. Nothing was kept.',
    'catalog.file_not_utf8': 'The CSV file is not in UTF-8. Save it as "CSV UTF-8" and try again.',
    'catalog.file_empty': 'The file has no rows.',
    'catalog.file_too_many_rows': 'One import has at most {most} rows. Divide the file.',
    'catalog.file_no_goods':
      'The file has no sheet of goods (with a column "code"), none of prices (with "product" and "market") and none of a catalogue (with "campaign" and "printed").',
    'catalog.file_sheet_twice':
      'The file has two sheets of the same kind. Keep one of goods and one of prices.',
    'catalog.file_column_unknown': 'The column "{column}" is not as expected: {expected}.',
    'catalog.import_not_found': 'There is no such import.',
    'catalog.import_conflict': 'This import was applied already.',
    'catalog.import_changed_conflict':
      'Goods were changed since you looked at this import. Nothing was applied; look at it again.',
    'catalog.campaign_not_found': 'There is no catalogue "{campaign}".',
    'catalog.campaign_taken_conflict': 'The catalogue "{campaign}" is there already.',
    'catalog.campaign_conflict':
      'Somebody else changed the catalogue "{campaign}" while you did. Nothing was saved; look at it again.',
    'catalog.campaign_days': 'The last day lies before the first one.',
    'catalog.printed_wrong':
      'The code {printed} is no code with a right check digit. Type it again, or leave it out to get the next free one.',
    'catalog.printed_twice': 'The code {printed} stands there twice.',
    'catalog.printed_conflict':
      'The code {printed} is printed in the catalogue "{campaign}", which holds at the same time. Nothing was saved.',
    'catalog.printed_product_conflict':
      'The code {printed} is the number of a product. Nothing was saved; print another one.',
    'catalog.family_position':
      'The product {product} has options and is not ordered itself. Print one of its variants.',
    'catalog.printed_ended':
      'The code {code} belonged to {campaign}, which held until {day}. Nothing was ordered; look it up in the present catalogue.',
    'catalog.printed_to_come':
      'The code {code} belongs to {campaign}, which holds from {day} on. Nothing was ordered.',
    'catalog.code_near':
      'There is no code {code}. The nearest is {nearest}: {name}. Nothing was ordered; look at the digits again.',
    'catalog.no_rejected_not_found': 'No row of this import was rejected.',
  },
  routes: [
    ...shopRoutes,
    ...officeRoutes,
    ...staffRoutes,
    ...variantRoutes,
    ...imageRoutes(prepareImage),
    ...changeRoutes,
    ...fileRoutes,
    ...campaignRoutes,
    ...costRoutes,
  ],
  tasks: [],
}
