"""What happens with an order or a refund: the decisions, apart from any platform.

`order_shape`, `refund_shape`, `storefront_shape`, `lines`, `tenders` and `directions` are pure;
`orders`, `fulfilments`, `refunds_to_books` and `refunds_to_storefront` read, decide and write.
"""
