"""The Admin GraphQL API: own schema, own validation in the platform's words, own executor.

schema      types and fields by API version          syntax      parsing, and its one error
validation  what a document may say                  variables   what its variables may hold
plan        a validated operation, made ready        execution   running it, errors and nulls
cost        points, before and after                 envelope    the answer
search      the query language of connections        cursors     paging
idempotency the @idempotent directive                resolvers   a file per family of types

graphql-core reads documents and holds the types. Everything that words an answer is here.
"""
