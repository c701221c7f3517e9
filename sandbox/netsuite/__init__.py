"""A fake NetSuite account: SuiteTalk REST, SuiteQL, token-based and OAuth 2.0 login."""
