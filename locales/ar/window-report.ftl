# What the window says: report.

## A report as Markdown

markdown-none = (لا شيء)
markdown-unreadable = بلاغ غير مقروء
markdown-endpoint = - نقطة النهاية: { $value }
markdown-message = - الرسالة: { $value }
markdown-received = - وصل: { $value }
markdown-id = - خطأ التسليم { $id }، الحادثة { $incident }
