# What the window says: report. The Arabic of it is in locales/ar.

## A report as Markdown

markdown-none = (none)
markdown-unreadable = Unreadable report
markdown-endpoint = - Endpoint: { $value }
markdown-message = - Message: { $value }
markdown-received = - Received: { $value }
markdown-id = - Delivery error { $id }, incident { $incident }
