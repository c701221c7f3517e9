"""Property names of Finance.xsd that a request may bear and that the company does not keep.

A client that sends a whole object back must not be refused for them; any other name is 2010.
"""

from __future__ import annotations

__all__ = ["TOLERATED"]

# By the name of the struct that would hold them.
_NAMES = {
    "CustomField": """
        BooleanValue DateValue NumberValue""",
    "Attachable": """
        ThumbnailFileAccessUri ThumbnailTempDownloadUri AttachableEx""",
    "AttachableRef": """
        NoRefOnly Inactive AttachableRefEx""",
    "PhysicalAddress": """
        CountryCode County PostalCodeSuffix Tag Note""",
    "EmailAddress": """
        Id Default Tag""",
    "TelephoneNumber": """
        Id DeviceType CountryCode AreaCode ExchangeCode Extension Default Tag""",
    "WebSiteAddress": """
        Id Default Tag""",
    "CheckPayment": """
        CheckPaymentEx""",
    "SalesItemLineDetail": """
        UnitCostPrice RatePercent PriceLevelRef MarkupInfo UOMRef InventorySiteRef
        TaxClassificationRef TaxInclusiveAmt DiscountRate DiscountAmt DeferredRevenue
        SalesItemLineDetailEx""",
    "DiscountLineDetail": """
        DiscountRef DiscountLineDetailEx""",
    "DepositLineDetail": """
        TaxCodeRef TaxApplicableOn DepositLineDetailEx""",
    "JournalEntryLineDetail": """
        TaxRateRef TaxApplicableOn TaxAmount TaxInclusiveAmt JournalCodeRef
        JournalEntryLineDetailEx""",
    "AccountBasedExpenseLineDetail": """
        MarkupInfo TaxInclusiveAmt ExpenseDetailLineDetailEx""",
    "ItemBasedExpenseLineDetail": """
        UnitCostPrice RatePercent PriceLevelRef MarkupInfo UOMRef InventorySiteRef
        TaxClassificationRef TaxInclusiveAmt ItemBasedExpenseLineDetailEx""",
    "TaxLineDetail": """
        OverrideDeltaAmount ServiceDate TaxLineDetailEx""",
    "DescriptionLineDetail": """
        DescriptionLineDetailEx""",
    "GroupLineDetail": """
        UOMRef GroupLineDetailEx""",
    "Line": """
        Received PaymentLineDetail ReimburseLineDetail PurchaseOrderItemLineDetail
        SalesOrderItemLineDetail ItemReceiptLineDetail TDSLineDetail
        ItemAdjustmentLineDetail CustomField LineEx ProjectRef CostAmount HomeCostAmount""",
    "TxnTaxDetail": """
        DefaultTaxCodeRef TaxReviewStatus UseAutomatedSalesTax""",
    "Customer": """
        IntuitId Organization UserId V4IDPseudonym OtherContactInfo OtherAddr ContactName
        AltContactName RootCustomerRef CustomerTypeRef SalesRepRef TaxGroupCodeRef
        TaxRateRef CCDetail PriceLevelRef CreditLimit AcctNum OverDueBalance TotalRevenue
        TotalExpense JobInfo TDSEnabled CustomerEx SecondaryTaxIdentifier ARAccountRef
        PrimaryTaxIdentifier TaxExemptionReasonId BusinessNumber GSTIN GSTRegistrationType
        IsCISContractor ClientCompanyId ClientEntityId Source TaxRegime""",
    "Vendor": """
        IntuitId Organization UserId V4IDPseudonym OtherContactInfo ContactName
        AltContactName Notes ShipAddr OtherAddr TaxCountry TaxIdEffectiveDate BusinessNumber
        ParentRef VendorTypeRef PrefillAccountRef BillRate OpenBalanceDate CreditLimit
        T4AEligible T5018Eligible TDSEnabled TDSEntityTypeId TDSSectionTypeId
        TDSOverrideThreshold TaxReportingBasis APAccountRef VendorEx GSTIN
        GSTRegistrationType IsSubContractor SubcontractorType CISRate HasTPAR
        VendorPaymentBankDetail Source CostRate""",
    "Item": """
        PercentBased RatePercent PaymentMethodRef UOMSetRef COGSAccountRef AvgCost
        QtyOnPurchaseOrder QtyOnSalesOrder ManPartNum DepositToAccountRef PurchaseTaxCodeRef
        BuildPoint PrintGroupedItems SpecialItem SpecialItemType ItemGroupDetail
        ItemAssemblyDetail AbatementRate ReverseChargeRate ServiceType ItemEx
        TaxClassificationRef UQCDisplayText UQCId Source DeferredRevenue""",
    "Account": """
        AccountAlias TxnLocationType AccountPurposes AcctNumExtn BankNum OpeningBalance
        OpeningBalanceDate TaxAccount TaxCodeRef OnlineBankingEnabled FIName JournalCodeRef
        AccountEx""",
    "Class": """
        ClassEx""",
    "Department": """
        DepartmentEx Address""",
    "Term": """
        SalesTermEx""",
    "PaymentMethod": """
        PaymentMethodEx""",
    "TaxCode": """
        AdjustmentTaxRateList TaxCodeEx TaxCodeConfigType""",
    "TaxRate": """
        TaxRateEx OriginalTaxRate""",
    "TaxAgency": """
        IntuitId Organization Title GivenName MiddleName FamilyName Suffix
        FullyQualifiedName CompanyName PrintOnCheckName UserId Active V4IDPseudonym
        PrimaryPhone AlternatePhone Mobile Fax PrimaryEmailAddr WebAddr OtherContactInfo
        DefaultTaxCodeRef SalesTaxCodeRef SalesTaxCountry SalesTaxReturnRef ReportingPeriod
        TaxOnPurchasesAccountRef TaxTrackedOnSalesAccountRef TaxOnTax LastFileDate
        TaxAgencyExt TaxAgencyConfig""",
    "EffectiveTaxRate": """
        EndDate EffectiveTaxRateEx""",
    "Transaction": """
        TxnSource TaxFormType TaxFormNum TransactionLocationType Tag TxnApprovalInfo
        RecurDataRef RecurringInfo ProjectRef TotalCostAmount HomeTotalCostAmount""",
    "SalesForm": """
        RemitToRef SalesRepRef PONumber FOB ShippingTaxIncludedInTotalTax TemplateRef
        ARAccountRef FinanceCharge PaymentType CreditCardPayment DiscountRate DiscountAmt
        GovtTxnRefIdentifier TaxExemptionRef""",
    "Invoice": """
        AllowOnlinePayPalPayment EInvoiceStatus ECloudStatusTimeStamp CfdiUse Exportation
        GlobalInfo invoiceStatus callToAction invoiceStatusLog InvoiceEx LessCIS
        PaymentDetailsMessage ConvenienceFeeDetail InvoiceLinkSecurityCode
        InvoiceLinkExpiryDate AutoPayEligible SchedulePayEligible ScheduledPaymentId
        GratuityEnabled FinancingProductType SubscriptionPaymentsSetting""",
    "SalesReceipt": """
        SalesReceiptEx LessCIS""",
    "CreditMemo": """
        CreditMemoEx""",
    "RefundReceipt": """
        RefundReceiptEx""",
    "Payment": """
        RemitToRef ARAccountRef PaymentType CreditCardPayment PaymentEx""",
    "Deposit": """
        GlobalTaxCalculation DepositEx""",
    "Purchase": """
        CreditCardPayment RemitToAddr Memo GlobalTaxCalculation PurchaseEx LessCIS
        IncludeInAnnualTPAR""",
    "JournalEntry": """
        HomeCurrencyAdjustment EnteredInHomeCurrency GlobalTaxCalculation JournalEntryEx""",
    "Transfer": """
        ClassRef TransferEx""",
    "CompanyInfo": """
        CompanyEmailAddr CustomerCommunicationEmailAddr CompanyURL OtherContactInfo
        CompanyFileName FlavorStratum SampleFile CompanyUserId CompanyUserAdminEmail
        TaxYearStartMonth QBVersion ShipAddr OtherAddr Mobile Fax LastImportedTime
        LastSyncTime MultiByteCharsSupported FifoCalculationStatus CompanyInfoEx""",
    "AccountingInfoPrefs": """
        OtherContactInfo""",
    "ProductAndServicesPrefs": """
        InventoryAndPurchaseOrder UOM RevenueRecognition RevenueRecognitionFrequency""",
    "SalesFormsPrefs": """
        UsingProgressInvoicing CustomField DelayedCharges SalesEmailCc SalesEmailBcc
        EmailCopyToCompany EstimateMessage ETransactionEnabledStatus ETransactionAttachPDF
        ETransactionPaymentEnabled IPNSupportEnabled InvoiceMessage DefaultItem
        DefaultDeliveryMethod PrintItemWithZeroAmount DefaultShipMethodRef DefaultMarkup
        TrackReimbursableExpensesAsIncome UsingSalesOrders UsingPriceLevels DefaultFOB
        DefaultCustomerMessage""",
    "VendorAndPurchasesPrefs": """
        DefaultTerms DefaultMarkup DefaultMarkupAccount AutomaticBillPayment TPAREnabled
        POCustomField MsgToVendors UsingInventory UsingMultiLocationInventory
        DaysBillsAreDue DiscountAccountRef""",
    "TaxPrefs": """
        HideTaxManagement TaxRateRef PaySalesTax NonTaxableSalesTaxCodeRef
        TaxableSalesTaxCodeRef""",
    "Preferences": """
        AdvancedInventoryPrefs EmailMessagesPrefs PrintDocumentPrefs TimeTrackingPrefs
        FinanceChargesPrefs""",
}

TOLERATED: dict[str, frozenset[str]] = {
    struct: frozenset(names.split()) for struct, names in _NAMES.items()
}
