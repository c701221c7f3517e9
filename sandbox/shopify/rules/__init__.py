"""What the store allows and does, once, for REST, GraphQL and the desk alike.

Rules take plain values and return documents. They refuse with `errors.UserErrors`, whose paths
are those of the GraphQL inputs, and know nothing of HTTP. Callers check scopes, and visibility
with `visibility.visible`. A rule may write before it refuses: callers run it in a transaction.

    orders.create_order(account, OrderInput) -> Order
    orders.update_order / close_order / open_order(account, order_id, ...) -> Order
    payments.mark_as_paid(account, order_id) -> Order
    payments.add_transaction(account, order_id, TransactionInput) -> (Order, OrderTransaction)
    suggestion.suggested_refund(account, order, SuggestionInput) -> SuggestedRefund
    refunds.create_refund(account, RefundInput) -> (Order, Refund)
    refunds.settle_refunds(account) -> list[Order]
    fulfilment.create_fulfillment(account, FulfillmentInput) -> (Order, Fulfillment)
    cancellation.cancel_order(account, order, ...) -> Order
    fulfilment.cancel_fulfillment / update_tracking(account, fulfillment_id, ...)
    visibility.visible(order, scopes, now) -> bool
"""
